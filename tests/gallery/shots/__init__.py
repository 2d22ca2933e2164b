"""Every page in every state (« shots »), for checks of HTML, accessibility and looks."""
