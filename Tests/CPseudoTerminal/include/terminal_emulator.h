#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// A screen as a terminal would show it, from the bytes that a program writes. Not for use by two threads at once.
typedef struct terminal_emulator terminal_emulator;

enum { TERMINAL_CELL_SCALARS = 6 };

/// A colour is -1 for the terminal's own, 0 to 255 for the palette, or 0x1000000 and more for red, green and blue.
typedef struct {
    /// A blank cell has none.
    uint32_t scalars[TERMINAL_CELL_SCALARS];
    /// 1 or 2; the second half of a wide character has 0.
    int width;
    bool bold, underline, italic, blink, reverse;
    int foreground, background;
} terminal_cell;

/// What a program can switch on and must switch off again.
typedef struct {
    bool cursor_visible, alternate_screen, mouse, bracketed_paste, application_cursor_keys;
} terminal_switches;

typedef enum {
    TERMINAL_KEY_ENTER,
    TERMINAL_KEY_TAB,
    TERMINAL_KEY_BACK_TAB,
    TERMINAL_KEY_BACKSPACE,
    TERMINAL_KEY_ESCAPE,
    TERMINAL_KEY_UP,
    TERMINAL_KEY_DOWN,
    TERMINAL_KEY_LEFT,
    TERMINAL_KEY_RIGHT,
    TERMINAL_KEY_INSERT,
    TERMINAL_KEY_DELETE,
    TERMINAL_KEY_HOME,
    TERMINAL_KEY_END,
    TERMINAL_KEY_PAGE_UP,
    TERMINAL_KEY_PAGE_DOWN,
    /// F1 follows at 1 more, F2 at 2 more.
    TERMINAL_KEY_FUNCTION,
} terminal_key;

terminal_emulator *terminal_emulator_new(int columns, int rows);
void terminal_emulator_free(terminal_emulator *emulator);
void terminal_emulator_resize(terminal_emulator *emulator, int columns, int rows);
void terminal_emulator_size(const terminal_emulator *emulator, int *columns, int *rows);
void terminal_emulator_write(terminal_emulator *emulator, const uint8_t *bytes, size_t count);

/// Fills columns × rows cells, row by row.
void terminal_emulator_cells(const terminal_emulator *emulator, terminal_cell *cells);
void terminal_emulator_cursor(const terminal_emulator *emulator, int *column, int *row);
terminal_switches terminal_emulator_switches(terminal_emulator *emulator);

/// What the keyboard sends for a key, in the modes that the program has set.
void terminal_emulator_press(terminal_emulator *emulator, terminal_key key, int function);
/// What goes around a paste; nothing unless the program has asked for it.
void terminal_emulator_begin_paste(terminal_emulator *emulator);
void terminal_emulator_end_paste(terminal_emulator *emulator);
/// Takes what the terminal has to send to the program: keys, and answers to its questions. Returns the number of bytes.
size_t terminal_emulator_take_input(terminal_emulator *emulator, uint8_t *bytes, size_t capacity);
