"""The plugin's face: Dify's parameters → `invoke` → Dify's messages."""
