"""Writes of goals: each takes `by`, asks what they may do, and leaves a line in the trail."""

from typing import Final

WITHOUT_ACTOR: Final = {
    "agreeing_closing.close_due": "the daily job, which runs by itself",
    "agreeing_notices.listen": "subscribes, and writes nothing itself",
    "agreeing_results.settle": "for the daily job, and for a service that has asked; results follow from what was said",
    "aims.check_review": "looks at a day, and writes nothing",
    "alignment_notices.listen": "subscribes, and writes nothing itself",
    "evaluating_notices.listen": "subscribes, and writes nothing itself",
    "evidence_notices.listen": "subscribes, and writes nothing itself",
    "evidence_notices.tell_expired": "the daily job, which runs by itself",
    "evidence_shipped.load_shipped": "brings in what Plait ships, when the database has been made",
    "evidence_shipped.read_shipped": "reads a file, and writes nothing",
    "evaluating.fill": "called by services that have asked, inside their transaction",
    "evaluating.read_last": "reads, for a service that has asked",
    "uploads.free": "counts files that nothing names no longer",
    "uploads.sweep": "the daily job, which runs by itself",
    "quality_holding.remove": "called by services that have asked; refuses where something stands upon a row",
    "quality_holding.tell": "reads, for the trail",
    "quality_writing.put_domain": "called by services that have asked; saves nothing itself",
    "quality_writing.with_keys": "gives keys to a text, and writes nothing",
    "quality_writing.write_exemplar": "called by services that have asked, inside their transaction",
    "quality_writing.write_inside": "called by services that have asked, inside their transaction",
    "quality_writing.write_levels": "called by services that have asked, inside their transaction",
    "quality_writing.write_looks": "called by services that have asked, inside their transaction",
    "quality_writing.write_statements": "called by services that have asked, inside their transaction",
    "quality_writing.write_texts": "called by services that have asked, inside their transaction",
    "quality_writing.write_whole": "called by services that have asked, inside their transaction",
}
