#pragma once
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
#define NCURSES_NOMACROS 1
#include <curses.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <wchar.h>

/* Swift 6 refuses C's mutable globals and macros, so each one that is needed has an accessor. */

static inline SCREEN *shim_newterm(const char *type, FILE *output) { return newterm(type, output, stdin); }
static inline WINDOW *shim_screen(void) { return stdscr; }
static inline int shim_colors(void) { return COLORS; }
static inline int shim_color_pairs(void) { return COLOR_PAIRS; }
static inline attr_t shim_bold(void) { return A_BOLD; }
static inline attr_t shim_dim(void) { return A_DIM; }
static inline attr_t shim_underline(void) { return A_UNDERLINE; }
static inline attr_t shim_reverse(void) { return A_REVERSE; }
static inline const char *shim_codeset(void) { return nl_langinfo(CODESET); }

/* <wchar.h> hides it behind feature macros that a module cannot set. */
int wcwidth(wchar_t character);
static inline int shim_width(wchar_t character) { return wcwidth(character); }

/* Puts one cell: a base and at most four marks. The pair goes through opts, because a short ends at 32,767. */
static inline int shim_put(int row, int column, const wchar_t *text, attr_t attributes, int pair) {
    cchar_t cell;
    if (setcchar(&cell, text, attributes, 0, &pair) == ERR) return ERR;
    return mvadd_wch(row, column, &cell);
}
