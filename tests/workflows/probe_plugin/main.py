from dify_plugin import DifyPluginEnv, Plugin

plugin = Plugin(DifyPluginEnv(MAX_REQUEST_TIMEOUT=600, HEARTBEAT_INTERVAL=0.2))

if __name__ == "__main__":
    plugin.run()
