#include <histedit.h>
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

// Swift can't call functions with variable arguments: what it needs of el_set and history stands here by name.

typedef int (*ws101_read)(EditLine *, wchar_t *);
typedef unsigned char (*ws101_command)(EditLine *, int);

/// An editor on standard input and output; what libedit has to complain about goes to `complaints`.
static inline EditLine *_Nullable ws101_el_open(void) {
    FILE *complaints = fopen("/dev/null", "w");
    return complaints ? el_init("ws101", stdin, stdout, complaints) : NULL;
}

static inline char *_Nonnull ws101_prompt(EditLine *_Nonnull el) {
    (void)el;
    return (char *)"> ";
}

static inline void ws101_el_set_prompt(EditLine *_Nonnull el) { el_set(el, EL_PROMPT, ws101_prompt); }

static inline void ws101_el_set_read(EditLine *_Nonnull el, ws101_read _Nonnull read) {
    el_set(el, EL_GETCFN, read);
}

static inline void ws101_el_set_client(EditLine *_Nonnull el, void *_Nonnull client) {
    el_set(el, EL_CLIENTDATA, client);
}

static inline void *_Nullable ws101_el_client(EditLine *_Nonnull el) {
    void *client = NULL;
    return el_get(el, EL_CLIENTDATA, &client) == 0 ? client : NULL;
}

static inline void ws101_el_set_editor(EditLine *_Nonnull el, const char *_Nonnull name) { el_set(el, EL_EDITOR, name); }

static inline void ws101_el_bind(EditLine *_Nonnull el, const char *_Nonnull key, const char *_Nonnull command) {
    el_set(el, EL_BIND, key, command, NULL);
}

static inline void ws101_el_add(EditLine *_Nonnull el, const char *_Nonnull name, ws101_command _Nonnull command) {
    el_set(el, EL_ADDFN, name, name, command);
}

/// Sets the terminal up for editing anew, and draws the line again.
static inline void ws101_el_again(EditLine *_Nonnull el) {
    el_set(el, EL_PREP_TERM, 0);
    el_set(el, EL_PREP_TERM, 1);
    el_set(el, EL_REFRESH);
}

static inline void ws101_el_refresh(EditLine *_Nonnull el) { el_set(el, EL_REFRESH); }

static inline void ws101_el_set_history(EditLine *_Nonnull el, History *_Nonnull lines) {
    HistEvent event;
    history(lines, &event, H_SETSIZE, 200);
    history(lines, &event, H_SETUNIQUE, 1);
    el_set(el, EL_HIST, history, lines);
}

static inline void ws101_history_enter(History *_Nonnull lines, const char *_Nonnull line) {
    HistEvent event;
    history(lines, &event, H_ENTER, line);
}

/// Makes characters those of UTF-8, whatever the environment's locale is; nothing else of the locale changes.
static inline void ws101_use_utf8(void) {
    const char *_Nullable names[] = {"", "C.UTF-8", "UTF-8", "en_US.UTF-8"};
    for (int index = 0; index < 4; index += 1) {
        if (setlocale(LC_CTYPE, names[index]) && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return;
    }
}
