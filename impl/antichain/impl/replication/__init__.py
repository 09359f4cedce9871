"""How servers find and ask each other: peers, links, authentication and back-off."""
