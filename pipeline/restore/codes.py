"""Numbers of documents inside misread or bare text: 5363/QP-UBND → 5363/QĐ-UBND."""

from pipeline.vietnamese.codes import find_codes


def mend_code(chunk: str) -> str:
    """`chunk` with the symbols of document numbers mended; digits never change."""
    if "/" not in chunk and "-" not in chunk:
        return chunk
    for found in find_codes(chunk):
        number = found.code.number
        if number and _as_many(number, chunk[found.start : found.end]):
            chunk = chunk[: found.start] + number + chunk[found.end :]
    return chunk


def _as_many(one: str, other: str) -> bool:
    """Nothing but letters differs, so that places in the chunk stay where they are."""
    return len(one) == len(other)
