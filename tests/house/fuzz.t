#!/bin/sh
# What "make fuzz" throws octets at takes the seeds, whole and cut off anywhere.

# shellcheck source-path=SCRIPTDIR source=../cli/lib.sh
. "${0%/*}/../cli/lib.sh"

for fuzzer in "$SOURCE"/tests/fuzz/*.c; do
	name=$(basename "$fuzzer" .c)
	[ "$name" != replay ] || continue
	ok "the seeds of $name are taken" \
		"$BUILD/tests/fuzz/$name-replay" "$SOURCE/tests/fuzz/seeds/$name"/*
done

finish
