// The functions for wide characters are declared on request only.
#define NCURSES_WIDECHAR 1
#include <curses.h>

// Swift can't call macros, nor functions with variable arguments: what it needs of them stands here by name.

/// Takes the terminal over: standard output and input. 0, or -1 where its kind is not known, or has no full screen.
static inline int ws101_screen_begin(void) {
    // The size is that of the terminal, whatever $COLUMNS says.
    use_env(FALSE);
    use_tioctl(TRUE);
    if (!newterm(NULL, stdout, stdin)) return -1;
    const char *move = tigetstr("cup");
    if (!move || move == (const char *)-1) {
        endwin();
        return -1;
    }
    if (has_colors()) {
        start_color();
        use_default_colors();
    }
    // Ctrl-C and Ctrl-Z arrive as keys: the program decides what becomes of the screen first.
    raw();
    noecho();
    nonl();
    keypad(stdscr, TRUE);
    intrflush(stdscr, FALSE);
    set_escdelay(25);
    curs_set(0);
    return 0;
}

/// Takes the terminal over again, after `endwin`, or with the size that it has now.
static inline void ws101_screen_resume(int rows, int columns) {
    resizeterm(rows, columns);
    clearok(curscr, TRUE);
    refresh();
    curs_set(0);
}

static inline int ws101_rows(void) { return getmaxy(stdscr); }
static inline int ws101_columns(void) { return getmaxx(stdscr); }
static inline int ws101_colors(void) { return has_colors() ? COLORS : 0; }
static inline int ws101_pairs(void) { return has_colors() ? COLOR_PAIRS : 0; }

static inline void ws101_erase(void) { erase(); }
static inline void ws101_refresh(void) { refresh(); }
static inline void ws101_move(int row, int column) { move(row, column); }
static inline void ws101_text(const char *_Nonnull text) { addstr(text); }
static inline void ws101_clear_line(void) { clrtoeol(); }

/// The attributes and the pair of colours of what comes next.
static inline void ws101_style(int bold, int dim, int underlined, int reversed, short pair) {
    attr_t attributes = A_NORMAL;
    if (bold) attributes |= A_BOLD;
    if (dim) attributes |= A_DIM;
    if (underlined) attributes |= A_UNDERLINE;
    if (reversed) attributes |= A_REVERSE;
    attr_set(attributes, pair, NULL);
}

/// The next key within that time: 0 none, 1 a character, 2 one of the KEY_ codes.
static inline int ws101_key(int milliseconds, unsigned *_Nonnull value) {
    wint_t key = 0;
    timeout(milliseconds);
    int status = get_wch(&key);
    *value = (unsigned)key;
    return status == OK ? 1 : status == KEY_CODE_YES ? 2 : 0;
}
