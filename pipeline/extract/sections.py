"""The numbered sections as the database holds them."""

from collections import Counter

from schemas.outline import Node, Outline
from schemas.records import Section, make_id

_LONG_HEADING = 160  # characters; a longer one is a run-in: the heading ends at its colon


def extract_sections(outline: Outline, document_id: str) -> tuple[Section, ...]:
    """All numbered sections with their own text (without that of the sections below)."""
    seen: Counter[str] = Counter()
    ids: dict[int, str] = {}
    sections = []
    for node in outline.nodes:
        if node.kind != "section":
            continue
        seen[node.path] += 1
        ids[node.index] = make_id(document_id, "sections", node.path, seen[node.path])
        above = next((n for n in outline.ancestors(node) if n.kind == "section"), None)
        sections.append(
            Section(
                id=ids[node.index],
                document_id=document_id,
                parent_id=ids[above.index] if above else None,
                path=node.path,
                label=node.label,
                heading=_heading(node),
                text="\n".join([node.passage.text, *_own_text(outline, node)]),
                page=node.page,
            )
        )
    return tuple(sections)


def _heading(node: Node) -> str:
    head, colon, _ = node.text.partition(":")
    if colon and (len(node.text) > _LONG_HEADING or not node.text.rstrip().endswith(":")):
        return head.strip()
    return node.text.strip().rstrip(":.")


def _own_text(outline: Outline, node: Node) -> list[str]:
    own = []
    for child in outline.children(node):
        if child.kind != "section":
            own.append(child.table.text if child.table else child.passage.text)
            own.extend(_own_text(outline, child))
    return own
