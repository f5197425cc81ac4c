#include "terminal_emulator.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>

struct terminal_emulator {
    VTerm *terminal;
    VTermScreen *screen;
    bool cursor_visible, alternate_screen, mouse;
};

static int set_property(VTermProp property, VTermValue *value, void *user)
{
    terminal_emulator *emulator = user;
    if (property == VTERM_PROP_CURSORVISIBLE)
        emulator->cursor_visible = value->boolean;
    else if (property == VTERM_PROP_ALTSCREEN)
        emulator->alternate_screen = value->boolean;
    else if (property == VTERM_PROP_MOUSE)
        emulator->mouse = value->number != VTERM_PROP_MOUSE_NONE;
    return 1;
}

static const VTermScreenCallbacks callbacks = {.settermprop = set_property};

terminal_emulator *terminal_emulator_new(int columns, int rows)
{
    terminal_emulator *emulator = calloc(1, sizeof *emulator);
    if (emulator == NULL || (emulator->terminal = vterm_new(rows, columns)) == NULL)
        abort();
    emulator->cursor_visible = true;
    vterm_set_utf8(emulator->terminal, 1);
    emulator->screen = vterm_obtain_screen(emulator->terminal);
    vterm_screen_set_callbacks(emulator->screen, &callbacks, emulator);
    vterm_screen_enable_altscreen(emulator->screen, 1);
    vterm_screen_reset(emulator->screen, 1);
    return emulator;
}

void terminal_emulator_free(terminal_emulator *emulator)
{
    vterm_free(emulator->terminal);
    free(emulator);
}

void terminal_emulator_resize(terminal_emulator *emulator, int columns, int rows)
{
    vterm_set_size(emulator->terminal, rows, columns);
}

void terminal_emulator_size(const terminal_emulator *emulator, int *columns, int *rows)
{
    vterm_get_size(emulator->terminal, rows, columns);
}

void terminal_emulator_write(terminal_emulator *emulator, const uint8_t *bytes, size_t count)
{
    vterm_input_write(emulator->terminal, (const char *)bytes, count);
    vterm_screen_flush_damage(emulator->screen);
}

static int colour(VTermColor value)
{
    if (VTERM_COLOR_IS_DEFAULT_FG(&value) || VTERM_COLOR_IS_DEFAULT_BG(&value))
        return -1;
    if (VTERM_COLOR_IS_INDEXED(&value))
        return value.indexed.idx;
    return 0x1000000 | value.rgb.red << 16 | value.rgb.green << 8 | value.rgb.blue;
}

static terminal_cell converted(const VTermScreenCell *cell)
{
    terminal_cell converted = {
        .width = cell->width,
        .bold = cell->attrs.bold,
        .underline = cell->attrs.underline != VTERM_UNDERLINE_OFF,
        .italic = cell->attrs.italic,
        .blink = cell->attrs.blink,
        .reverse = cell->attrs.reverse,
        .foreground = colour(cell->fg),
        .background = colour(cell->bg),
    };
    memcpy(converted.scalars, cell->chars, sizeof converted.scalars);
    // libvterm marks the second half of a wide character so.
    if (cell->chars[0] == (uint32_t)-1) {
        converted.scalars[0] = 0;
        converted.width = 0;
    }
    return converted;
}

void terminal_emulator_cells(const terminal_emulator *emulator, terminal_cell *cells)
{
    int columns, rows;
    vterm_get_size(emulator->terminal, &rows, &columns);
    for (int row = 0; row < rows; row++)
        for (int column = 0; column < columns; column++) {
            VTermScreenCell cell;
            memset(&cell, 0, sizeof cell);
            vterm_screen_get_cell(emulator->screen, (VTermPos){.row = row, .col = column}, &cell);
            cells[row * columns + column] = converted(&cell);
        }
}

void terminal_emulator_cursor(const terminal_emulator *emulator, int *column, int *row)
{
    VTermPos position;
    vterm_state_get_cursorpos(vterm_obtain_state(emulator->terminal), &position);
    *column = position.col;
    *row = position.row;
}

terminal_switches terminal_emulator_switches(terminal_emulator *emulator)
{
    // libvterm tells of these two only by what the keyboard would send.
    char sent[32];
    terminal_switches switches = {
        .cursor_visible = emulator->cursor_visible,
        .alternate_screen = emulator->alternate_screen,
        .mouse = emulator->mouse,
    };
    vterm_keyboard_start_paste(emulator->terminal);
    switches.bracketed_paste = vterm_output_read(emulator->terminal, sent, sizeof sent) > 0;
    vterm_keyboard_key(emulator->terminal, VTERM_KEY_UP, VTERM_MOD_NONE);
    size_t count = vterm_output_read(emulator->terminal, sent, sizeof sent);
    switches.application_cursor_keys = count > 1 && sent[1] == 'O';
    return switches;
}

void terminal_emulator_press(terminal_emulator *emulator, terminal_key key, int function)
{
    static const VTermKey keys[] = {
        [TERMINAL_KEY_ENTER] = VTERM_KEY_ENTER,
        [TERMINAL_KEY_TAB] = VTERM_KEY_TAB,
        [TERMINAL_KEY_BACK_TAB] = VTERM_KEY_TAB,
        [TERMINAL_KEY_BACKSPACE] = VTERM_KEY_BACKSPACE,
        [TERMINAL_KEY_ESCAPE] = VTERM_KEY_ESCAPE,
        [TERMINAL_KEY_UP] = VTERM_KEY_UP,
        [TERMINAL_KEY_DOWN] = VTERM_KEY_DOWN,
        [TERMINAL_KEY_LEFT] = VTERM_KEY_LEFT,
        [TERMINAL_KEY_RIGHT] = VTERM_KEY_RIGHT,
        [TERMINAL_KEY_INSERT] = VTERM_KEY_INS,
        [TERMINAL_KEY_DELETE] = VTERM_KEY_DEL,
        [TERMINAL_KEY_HOME] = VTERM_KEY_HOME,
        [TERMINAL_KEY_END] = VTERM_KEY_END,
        [TERMINAL_KEY_PAGE_UP] = VTERM_KEY_PAGEUP,
        [TERMINAL_KEY_PAGE_DOWN] = VTERM_KEY_PAGEDOWN,
        [TERMINAL_KEY_FUNCTION] = VTERM_KEY_FUNCTION_0,
    };
    VTermModifier modifier = key == TERMINAL_KEY_BACK_TAB ? VTERM_MOD_SHIFT : VTERM_MOD_NONE;
    vterm_keyboard_key(emulator->terminal, keys[key] + (key == TERMINAL_KEY_FUNCTION ? function : 0), modifier);
}

void terminal_emulator_begin_paste(terminal_emulator *emulator)
{
    vterm_keyboard_start_paste(emulator->terminal);
}

void terminal_emulator_end_paste(terminal_emulator *emulator)
{
    vterm_keyboard_end_paste(emulator->terminal);
}

size_t terminal_emulator_take_input(terminal_emulator *emulator, uint8_t *bytes, size_t capacity)
{
    return vterm_output_read(emulator->terminal, (char *)bytes, capacity);
}
