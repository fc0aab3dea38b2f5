#!/usr/bin/perl
# fail.t - any call that touches the disk or the connection fails once, or
# does only half: the run says so in one line and ends with a status of the
# contract, or all is well; and the next run makes all well.

use strict;
use warnings;

use FindBin;
use lib $FindBin::Bin;
use Rounds qw(possible_or_skip modes mode_name parallel tally tally_add
    report finish);
use World;

# What the world can do to us: disconnected, protocol, locked, try again,
# cannot create, write failed, system, and some messages stay.
my %sane = map { $_ => 1 } 0, 65, 69, 71, 73, 74, 75, 76;

# One call that fails; what goes over the wire is never short of space.
my %failures = (
	disk => [qw(fail:ENOSPC fail:EIO fail:EDQUOT fail:EINTR short)],
	wire => [qw(fail:EIO fail:EINTR short)],
);

sub end_wrongs {
	my ($status, $errors) = @_;
	my $lines = () = $errors =~ /\n/g;

	return () if $sane{$status} && $lines == ($status == 0 ? 0 : 1);
	return ['bad', "status $status and $lines lines: $errors"];
}

sub fail_once {
	my ($world, $tally, $failure, $class, $n) = @_;
	my ($how, $error) = split /:/, $failure;

	$world->reset;
	my ($status, $errors, $struck) = $world->strike(
	    join ':', $how, $class, $n, $error || ());
	return 0 if $struck eq '';
	my @wrongs = end_wrongs($status, $errors);
	$world->others_write($n);
	($status, $errors) = $world->fetch;
	push @wrongs, ['bad', "the next run: status $status, $errors"]
	    if $status != 0 || $errors ne '';
	my @fields = split /\t/, $struck;
	tally_add($tally, "$failure at $class call $n, $fields[2] $fields[4]",
	    $world->wrongs, @wrongs);
	return 1;
}

sub fail_everywhere {
	my ($mode) = @_;
	my $world = World->new(%$mode);
	my $tally = tally();

	for my $class (qw(disk wire)) {
		for my $failure (@{$failures{$class}}) {
			my $n = 1;
			$n++ while fail_once(
			    $world, $tally, $failure, $class, $n);
		}
	}
	$world->end;
	return $tally;
}

possible_or_skip();
# Deleting does all that keeping does.
my @modes = grep { !$_->{keep} } modes();
my @tallies = parallel(\&fail_everywhere, @modes);
report(mode_name($modes[$_]), 'failures', $tallies[$_]) for 0 .. $#modes;
finish();
