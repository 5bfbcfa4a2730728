package io.github.titanembeddings.examples.opensearch;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hc.core5.http.HttpHost;
import org.opensearch.client.opensearch.OpenSearchClient;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * An OpenSearch server with the k-NN plugin in this JVM, on a free port of the loopback interface.
 */
final class OpenSearch implements AutoCloseable {
  private final Node node;

  /** A node with plugins of the class path. */
  private static final class TestNode extends Node {
    TestNode(Environment environment, List<Class<? extends Plugin>> plugins) {
      super(environment, plugins, true);
    }
  }

  private OpenSearch(Node node) {
    this.node = node;
  }

  static OpenSearch start(Path folder) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", folder.toAbsolutePath().toString())
            .put("node.name", "test")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", "0")
            .put("transport.port", "0")
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    Class<? extends Plugin> knn =
        Class.forName("org.opensearch.knn.plugin.KNNPlugin").asSubclass(Plugin.class);
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "test");
    return new OpenSearch(new TestNode(environment, List.of(Netty4Plugin.class, knn)).start());
  }

  HttpHost host() {
    HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
    return new HttpHost("127.0.0.1", http.boundAddress().publishAddress().getPort());
  }

  static OpenSearchClient client(HttpHost host) {
    return new OpenSearchClient(ApacheHttpClient5TransportBuilder.builder(host).build());
  }

  @Override
  public void close() throws Exception {
    node.close();
  }
}
