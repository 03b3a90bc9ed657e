# Two commands do everything, set-up included:
#   make demo    the main job on the example: network file to bitstream, with one summary
#   make test    the tests
.PHONY: deny demo test test-full prove mutants bench compare setup lint clean

setup:
	@scripts/setup.sh

demo: setup
	@cargo build --release --quiet
	@target/release/entrain demo examples/digits

test: setup lint
	cargo test --workspace --quiet

# Layout, warnings, and what the documentation comments link to.
lint: setup
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --quiet

# The long ones: many random networks, mutants of every block, bitstreams of the example for every board. All with --workspace: so each
# crate is built once, whichever test is run.
LONG = cargo test --release --workspace --no-fail-fast
test-full: test prove
	@for more in buses litex arm; do scripts/setup.sh $$more || exit 1; done
	ENTRAIN_CASES=256 ENTRAIN_CONVOLUTIONS=96 $(LONG) --test all -- --nocapture random::
	$(LONG) --lib --test all -- --ignored --nocapture
	@cargo build --release --workspace --quiet
	target/release/entrain-prove --mutants

# The proofs beside the blocks, hdl/src/**/*.prove.sv.
prove: setup
	@cargo build --workspace --quiet
	@target/debug/entrain-prove

# The rule in the golden model, broken in every way that cargo-mutants knows (.cargo/mutants.toml): an hour and more.
mutants:
	@scripts/setup.sh mutants
	@PROPTEST_CASES=$${PROPTEST_CASES:-64} .tools/cargo-mutants/bin/cargo-mutants mutants --package entrain-model --jobs 1 --output target $(MUTANTS)

# The figures of docs/measured.md.
bench: setup
	@cargo build --release --quiet
	@scripts/bench.sh

# The rules beside each other on the three data sets, each rate picked on rows held out: an hour or two on two cores.
compare: setup
	@cargo build --release --quiet
	@scripts/compare.sh

# Licences and sources of the crates, by deny.toml; needs cargo-deny (cargo install --locked cargo-deny).
deny:
	cargo deny check licenses bans sources

clean:
	cargo clean
	rm -rf examples/*/build
