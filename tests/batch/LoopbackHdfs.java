import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.server.datanode.DataNode;
import org.apache.hadoop.hdfs.server.namenode.NameNode;
import org.apache.hadoop.metrics2.lib.DefaultMetricsSystem;

/** A name node and a data node of HDFS on loopback. Prints the former's ports (hdfs, http), and ends when its input does. */
public class LoopbackHdfs {
  private static final List<String> LISTENING =
      List.of("namenode.http-address", "datanode.address", "datanode.http.address", "datanode.ipc.address");

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    Configuration settings = new Configuration();
    settings.set("fs.defaultFS", "hdfs://127.0.0.1:0");
    LISTENING.forEach(name -> settings.set("dfs." + name, "127.0.0.1:0"));
    settings.set("dfs.namenode.name.dir", folder.resolve("names").toUri().toString());
    settings.set("dfs.datanode.data.dir", folder.resolve("data").toUri().toString());
    settings.set("dfs.replication", "1");
    settings.set("dfs.blocksize", "1m");
    DefaultMetricsSystem.setMiniClusterMode(true); // both nodes in one process
    NameNode.format(settings);
    NameNode names = NameNode.createNameNode(new String[0], settings);
    InetSocketAddress at = names.getNameNodeAddress();
    settings.set("fs.defaultFS", "hdfs://127.0.0.1:" + at.getPort());
    DataNode.instantiateDataNode(new String[0], settings).runDatanodeDaemon();
    while (names.getNamesystem().getNumLiveDataNodes() < 1 || names.getNamesystem().isInSafeMode()) {
      Thread.sleep(50);
    }
    System.out.println(at.getPort() + " " + names.getHttpAddress().getPort());
    while (System.in.read() >= 0) {}
    System.exit(0);
  }
}
