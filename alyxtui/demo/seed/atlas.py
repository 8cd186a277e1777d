"""A few regions of the Allen atlas, with their real numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from alyxtui.demo.apps.experiments.models import BrainRegion

# Depth, number, acronym, name.
_LINES = """
0|997|root|root
1|8|grey|Basic cell groups and regions
2|567|CH|Cerebrum
3|688|CTX|Cerebral cortex
4|695|CTXpl|Cortical plate
5|315|Isocortex|Isocortex
6|500|MO|Somatomotor areas
7|985|MOp|Primary motor area
8|648|MOp5|Primary motor area, Layer 5
7|993|MOs|Secondary motor area
8|767|MOs5|Secondary motor area, layer 5
6|453|SS|Somatosensory areas
7|322|SSp|Primary somatosensory area
8|345|SSp-m|Primary somatosensory area, mouth
9|950|SSp-m4|Primary somatosensory area, mouth, layer 4
9|974|SSp-m5|Primary somatosensory area, mouth, layer 5
6|669|VIS|Visual areas
7|385|VISp|Primary visual area
8|593|VISp1|Primary visual area, layer 1
8|821|VISp2/3|Primary visual area, layer 2/3
8|721|VISp4|Primary visual area, layer 4
8|778|VISp5|Primary visual area, layer 5
8|33|VISp6a|Primary visual area, layer 6a
7|312782546|VISa|Anterior area
6|31|ACA|Anterior cingulate area
6|254|RSP|Retrosplenial area
7|886|RSPv|Retrosplenial area, ventral part
8|687|RSPv5|Retrosplenial area, ventral part, layer 5
5|1089|HPF|Hippocampal formation
6|1080|HIP|Hippocampal region
7|382|CA1|Field CA1
7|463|CA3|Field CA3
7|726|DG|Dentate gyrus
3|623|CNU|Cerebral nuclei
4|477|STR|Striatum
5|672|CP|Caudoputamen
2|343|BS|Brain stem
3|1129|IB|Interbrain
4|549|TH|Thalamus
5|218|LP|Lateral posterior nucleus of the thalamus
5|733|VPM|Ventral posteromedial nucleus of the thalamus
5|1020|PO|Posterior complex of the thalamus
4|1097|HY|Hypothalamus
5|797|ZI|Zona incerta
3|313|MB|Midbrain
4|294|SCm|Superior colliculus, motor related
4|128|MRN|Midbrain reticular nucleus
1|1009|fiber tracts|fiber tracts
"""


@dataclass(slots=True)
class _Node:
    level: int
    id: int
    acronym: str
    name: str
    parent: int | None
    children: list[_Node] = field(default_factory=list)


def make() -> list[int]:
    """Write the regions.

    Returns:
        The numbers of those without any below them, in the order of the tree.
    """
    nodes = _tree()
    regions: list[BrainRegion] = []
    _number(nodes[0], 1, regions)
    BrainRegion.objects.bulk_create(sorted(regions, key=lambda region: region.lft))
    return [node.id for node in nodes if not node.children and node.id != 1009]


def _tree() -> list[_Node]:
    nodes: list[_Node] = []
    path: list[_Node] = []
    for line in _LINES.strip().splitlines():
        level, number, acronym, name = line.split("|")
        del path[int(level) :]
        parent = path[-1] if path else None
        node = _Node(int(level), int(number), acronym, name, parent.id if parent else None)
        if parent:
            parent.children.append(node)
        path.append(node)
        nodes.append(node)
    return nodes


def _number(node: _Node, left: int, regions: list[BrainRegion]) -> int:
    """Number a region and those below it; the two numbers of a region enclose theirs."""
    right = left + 1
    for child in node.children:
        right = _number(child, right, regions)
    regions.append(
        BrainRegion(
            id=node.id,
            acronym=node.acronym,
            name=node.name,
            description="All of the brain" if node.parent is None else None,
            ontology="CCFv3",
            parent_id=node.parent,
            level=node.level,
            lft=left,
            rght=right,
            tree_id=1,
        )
    )
    return right + 1
