"""What the peers' own environments run; ``tests.bench.bench_peers`` installs these and starts them."""
