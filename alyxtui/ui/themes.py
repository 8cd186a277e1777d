"""The colours. Widgets use the variables of a theme, never a colour of their own.

One accent for what has the focus and what opens, three greys for rank (text, label, whisper),
green, amber and red for state only.
"""

from __future__ import annotations

from textual.theme import BUILTIN_THEMES, Theme

DARK = Theme(
    name="alyx-dark",
    primary="#7aa2f7",
    accent="#7aa2f7",
    foreground="#d7dae0",
    background="#16181d",
    surface="#16181d",
    panel="#1c1f26",
    success="#8fbf7f",
    warning="#e0af68",
    error="#e06c75",
    dark=True,
    variables={
        "label": "#8b94a5",
        "whisper": "#626b7a",
        "line": "#2b303b",
        "chip": "#2b303b",
        "cursor": "#26324a",
        "cursor-idle": "#20252f",
        "number": "#c3a6ff",
        "scrollbar": "#3a4150",
        "scrollbar-background": "#16181d",
        "scrollbar-corner-color": "#16181d",
    },
)

LIGHT = Theme(
    name="alyx-light",
    primary="#2557b8",
    accent="#2557b8",
    foreground="#1d2330",
    background="#fbfbfa",
    surface="#fbfbfa",
    panel="#f0f0ee",
    success="#2f7a2c",
    warning="#8a5a00",
    error="#b3261e",
    dark=False,
    variables={
        "label": "#5a6373",
        "whisper": "#7b8494",
        "line": "#d9dade",
        "chip": "#e4e6ea",
        "cursor": "#d3e0fa",
        "cursor-idle": "#e9ecf1",
        "number": "#6b3fb5",
        "scrollbar": "#c3c8d1",
        "scrollbar-background": "#fbfbfa",
        "scrollbar-corner-color": "#fbfbfa",
    },
)

# Few bytes: the terminal's own colours.
LEAN = Theme(
    name="alyx-lean",
    primary="ansi_bright_blue",
    accent="ansi_bright_blue",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    dark=True,
    ansi=True,
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "label": "ansi_default",
        "whisper": "ansi_bright_black",
        "line": "ansi_bright_black",
        "chip": "ansi_default",
        "cursor": "ansi_default",
        "cursor-idle": "ansi_default",
        "number": "ansi_default",
        "scrollbar": "ansi_bright_black",
        "scrollbar-background": "ansi_default",
        "scrollbar-corner-color": "ansi_default",
    },
)

THEMES = (DARK, LIGHT, LEAN)

# What a theme of Textual's own gets for our variables.
FALLBACKS = {
    "label": "#8b94a5",
    "whisper": "#707888",
    "line": "#3a4150",
    "chip": "#3a4150",
    "cursor": "#3a4a6a",
    "cursor-idle": "#303540",
    "number": "#c3a6ff",
}
