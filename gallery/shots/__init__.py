"""Every page in every state, for checks of HTML, accessibility and looks."""
