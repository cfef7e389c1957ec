"""How much of a receptive field matters, by what each kind of operation says of itself."""

from digitpad.graph.graph import Graph


def is_exact(graph: Graph, index: int, source: int = 0) -> bool:
    """Tell whether all of a receptive field matters, whatever is drawn; False: it is a superset.

    It is one where an operation on the way chooses by values: a max pool lets the largest through
    alone, attention what fits a query, and of what torch computes nobody knows. Each kind says so
    of itself, as ``value_decides``.
    """
    needed, leads = {index}, {source}
    for n in range(index, source, -1):
        if n in needed:
            needed.update(graph.input_indices[n])
    for n in range(source + 1, index + 1):
        if leads.intersection(graph.input_indices[n]):
            leads.add(n)
    on_the_way = (needed & leads) - {source}
    return not any(graph.operations[n].kind.value_decides for n in on_the_way)
