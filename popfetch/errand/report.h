/*
 * report.h - the actions that only look: what the server says, on standard
 * output, in the formats of popfetch(1) and popfetch.json(5).
 *
 * Each takes a visit that is logged in (report_capa: connected) and returns
 * the exit status of the action.
 */
#ifndef POPFETCH_REPORT_H
#define POPFETCH_REPORT_H

#include "popfetch/visit/visit.h"

enum exit_status report_stat(struct visit *visit);
enum exit_status report_list(struct visit *visit);
enum exit_status report_headers(struct visit *visit);
enum exit_status report_uidl(struct visit *visit);
enum exit_status report_check(struct visit *visit);
enum exit_status report_top(struct visit *visit);
enum exit_status report_retr(struct visit *visit);
enum exit_status report_top_json(struct visit *visit);
enum exit_status report_retr_json(struct visit *visit);
enum exit_status report_last(struct visit *visit);
enum exit_status report_noop(struct visit *visit);
enum exit_status report_capa(struct visit *visit);

#endif
