#!/usr/bin/perl
# kill.t - killed at any call that touches the disk or the connection, and run
# again: each message stands in the destination exactly once, octet for octet,
# and nothing is left lying about (invariant 5).
#
# Each round begins with nothing seen and a full maildrop.  The first run is
# killed before or after its N-th call; in some modes another program writes
# to the mbox then; the second run must make all well.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds qw(possible_or_skip modes mode_name parallel kill_everywhere
    tally_add report finish);
use World;

sub kill_once {
	my ($world, $tally, $moment, $class, $n) = @_;
	my $call = "$moment $class call $n";

	$world->reset;
	my (undef, undef, $struck) = $world->strike("$moment:$class:$n");
	return 0 if $struck eq '';
	$world->others_write($n);
	my ($status, $errors) = $world->fetch;
	my @fields = split /\t/, $struck;
	tally_add($tally, "$call, $fields[2] $fields[4]", $world->wrongs,
	    $status == 0 && $errors eq '' ? ()
	    : ['bad', "the next run: status $status, $errors"]);
	return 1;
}

sub kill_in {
	my ($mode) = @_;

	return kill_everywhere(World->new(%$mode), \&kill_once);
}

possible_or_skip();
my @modes = modes();
my @tallies = parallel(\&kill_in, @modes);
report(mode_name($modes[$_]), 'kills', $tallies[$_]) for 0 .. $#modes;
finish();
