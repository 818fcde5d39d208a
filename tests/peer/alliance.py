# SPDX-License-Identifier: Apache-2.0
"""alliance.py TOOL IMPORT FOLDER: components, articulation and distances of hypergraphs, by the library and by NetworkX.

The library reads a HIF document and writes it again; NetworkX takes what was written. One hypergraph is made here; a public one
is compared too where it lies beside the tree. Exits with 77 where NetworkX cannot be installed."""

import csv
import gzip
import importlib.util
import io
import json
import pathlib
import random
import shutil
import subprocess
import sys
import venv

NETWORKX = "networkx==3.4.2"
PUBLIC = next(pathlib.Path("..").glob("*/data/hypergraph/contact-primary-school"), pathlib.Path("nowhere"))
PAIRS = 300


def enter_environment(folder):
    """Runs this script again by the interpreter of an environment that has NetworkX."""
    python = folder / "venv" / "bin" / "python"
    try:
        if not python.exists():
            venv.create(folder / "venv", with_pip=True)
        has = subprocess.run([python, "-c", "import networkx"], capture_output=True, check=False).returncode == 0
        if not has:
            subprocess.run([python, "-m", "pip", "install", "-q", NETWORKX], check=True, timeout=300)
    except (OSError, subprocess.SubprocessError, SystemExit) as error:  # venv exits where ensurepip is not installed
        print(f"skipped: no {NETWORKX}: {error}")
        sys.exit(77)
    sys.exit(subprocess.run([python, *sys.argv], check=False).returncode)


def make_hypergraph(seed, n_edges, n_nodes):
    chance = random.Random(seed)
    return [{f"v{chance.randrange(n_nodes)}" for _ in range(chance.randint(1, 6))} for _ in range(n_edges)]


def read_public():
    """Each set of bodies that met, once, without the times."""
    name = PUBLIC.name

    def numbers(part):
        with gzip.open(PUBLIC / f"{name}-{part}.txt.gz", "rt") as file:
            return [int(line) for line in file]

    sizes, members = numbers("nverts"), iter(numbers("simplices"))
    return [{f"v{v}" for v in edge} for edge in sorted({tuple(sorted(next(members) for _ in range(n))) for n in sizes})]


def to_hif(edges):
    return {"incidences": [{"edge": f"e{i}", "node": v} for i, edge in enumerate(edges) for v in sorted(edge)]}


def ask(tool, register, *question):
    command = [tool, "alliances", register, *question, "--on", "2024-08-26"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def to_graph(document):
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(edge["edge"] for edge in document["edges"])
    graph.add_edges_from((incidence["edge"], incidence["node"]) for incidence in document["incidences"])
    return graph


def same(what, library, peer):
    if library != peer:
        sys.exit(f"{what}: the library says {str(library)[:500]}, NetworkX {str(peer)[:500]}")


def compare(name, edges, tool, importer, folder):
    import networkx

    folder = folder / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    chance = random.Random(1)
    nodes = sorted(set().union(*edges))
    pairs = [(chance.choice(nodes), chance.choice(nodes)) for _ in range(PAIRS)]
    (folder / "in.json").write_text(json.dumps(to_hif(edges)))
    (folder / "pairs").write_text("".join(f"{a} {b}\n" for a, b in pairs))
    command = [importer, folder / "in.json", folder / "register", folder / "pairs"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()

    graph = to_graph(json.loads(ask(tool, folder / "register", "--format", "hif")))
    same("incidences", graph.number_of_edges(), sum(len(edge) for edge in edges))
    parts = [sum(v.startswith("e") for v in part) for part in networkx.connected_components(graph)]
    components = rows(ask(tool, folder / "register", "--components", "--format", "csv"))
    same("components", sorted(int(row["alliances"]) for row in components), sorted(parts))
    bridges = rows(ask(tool, folder / "register", "--bridges", "--format", "csv"))
    same("articulation", {row["node"] for row in bridges}, set(networkx.articulation_points(graph)))
    far = [networkx.shortest_path_length(graph, a, b) // 2 if networkx.has_path(graph, a, b) else -1 for a, b in pairs]
    same("distances", [int(distance) for distance in said], far)
    print(
        f"{name}: {len(edges)} edges, {len(nodes)} nodes, {graph.number_of_edges()} incidences, "
        f"{len(components)} components, {len(bridges)} articulation points, {PAIRS} distances: the same"
    )


def main():
    tool, importer, folder = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    if importlib.util.find_spec("networkx") is None:
        enter_environment(folder)
    compare("sparse", make_hypergraph(20240826, 800, 2500), tool, importer, folder)
    compare("dense", make_hypergraph(20240827, 2000, 600), tool, importer, folder)
    if PUBLIC.is_dir():
        compare("public", read_public(), tool, importer, folder)
    else:
        print("the public hypergraph is not here: left out")


main()
