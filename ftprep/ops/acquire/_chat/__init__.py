"""Exports of chats → messages → conversations. One module an exporter, or a family whose files look alike."""
