#!/usr/bin/perl
# age.pl SECONDS FILE - makes all that a state file says so much older: time
# passes for a test without anybody waiting.
use strict;
use warnings;

use Compress::Raw::Zlib 'crc32';

my ($seconds, $path) = @ARGV;

sub older {
	my ($time) = @_;
	return $time > $seconds ? $time - $seconds : $time;
}

open my $in, '<', $path or die "cannot read '$path': $!\n";
my @lines = <$in>;
close $in;
for (@lines) {
	my ($body) = /^(.*) [0-9a-f]{8}\n\z/ or die "no sealed line: $_";
	my @fields = split / /, $body;
	$fields[1] = older($fields[1])
	    if $fields[0] =~ /^(?:intended|placed|doomed|troubled|missing|login|announced)$/;
	$fields[2] = older($fields[2]) if $fields[0] =~ /^(?:placed|doomed)$/;
	$body = join ' ', @fields;
	$_ = sprintf "%s %08x\n", $body, crc32($body);
}
open my $out, '>', $path or die "cannot write '$path': $!\n";
print $out @lines or die "cannot write '$path': $!\n";
close $out or die "cannot write '$path': $!\n";
