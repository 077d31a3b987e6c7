"""The schemas that the stages of kehoach hand over and its database holds."""
