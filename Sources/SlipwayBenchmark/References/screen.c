// The least that a dashboard can take: it paints a screen of rows, moves a selection with j and k, and ends with q.
#include <curses.h>
#include <locale.h>

enum { ROLLOUTS = 400 };

static void paint_row(int row, int selected)
{
    if (row == selected)
        attron(A_REVERSE);
    mvprintw(row, 0, " %s wave %-4d  IN PROGRESS  %3d%%  %3d under way, %3d failed", row % 3 ? "." : "!",
             ROLLOUTS - row, row * 4, row * 7 % 167, row % 25);
    if (row == selected)
        attroff(A_REVERSE);
}

int main(void)
{
    int selected = 1;
    setlocale(LC_ALL, "");
    initscr();
    cbreak();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    curs_set(0);
    mvprintw(0, 0, " reference  all organizations");
    for (int row = 1; row < LINES - 1; row++)
        paint_row(row, selected);
    mvprintw(LINES - 1, 0, " j down  k up  q quit");
    for (;;) {
        refresh();
        int key = getch();
        int before = selected;
        if (key == 'j' && selected < LINES - 2)
            selected++;
        else if (key == 'k' && selected > 1)
            selected--;
        else if (key == 'q' || key == ERR)
            break;
        if (before != selected) {
            paint_row(before, selected);
            paint_row(selected, selected);
        }
    }
    endwin();
    return 0;
}
