"""Extract: the outline of a document → its header and records, each with evidence."""

from pipeline.extract.citations import extract_citations
from pipeline.extract.classes import extract_classes
from pipeline.extract.funding import extract_funding
from pipeline.extract.header import extract_header
from pipeline.extract.reading import Reading
from pipeline.extract.recipients import extract_recipients
from pipeline.extract.responsibilities import extract_responsibilities
from pipeline.extract.sections import extract_sections
from pipeline.extract.targets import extract_targets
from schemas.outline import Outline
from schemas.records import Extraction

VERSION = "1"


def extract(outline: Outline, document_id: str) -> Extraction:
    """Everything that the document states; pure: the same outline gives the same records."""
    reading = Reading(outline, document_id)
    header = extract_header(reading)
    classes, class_nodes = extract_classes(reading, header)
    responsibilities, agencies = extract_responsibilities(reading)
    return Extraction(
        header=header,
        sections=extract_sections(outline, document_id),
        citations=extract_citations(reading, header.number),
        classes=classes,
        targets=extract_targets(reading, class_nodes, header),
        responsibilities=responsibilities,
        agencies=agencies,
        funding=extract_funding(reading),
        recipients=extract_recipients(reading),
    )
