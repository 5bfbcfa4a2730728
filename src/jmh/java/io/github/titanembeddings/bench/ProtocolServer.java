package io.github.titanembeddings.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.testing.TitanStub;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import wiremock.jakarta.servlet.AsyncContext;
import wiremock.jakarta.servlet.http.HttpServletRequest;
import wiremock.jakarta.servlet.http.HttpServletResponse;
import wiremock.org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import wiremock.org.eclipse.jetty.io.Connection;
import wiremock.org.eclipse.jetty.io.EndPoint;
import wiremock.org.eclipse.jetty.server.HttpConfiguration;
import wiremock.org.eclipse.jetty.server.HttpConnectionFactory;
import wiremock.org.eclipse.jetty.server.Request;
import wiremock.org.eclipse.jetty.server.Server;
import wiremock.org.eclipse.jetty.server.ServerConnector;
import wiremock.org.eclipse.jetty.server.handler.AbstractHandler;
import wiremock.org.eclipse.jetty.util.thread.QueuedThreadPool;
import wiremock.org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;

/**
 * A Jetty server, as WireMock uses it, for HTTP/1.1 and HTTP/2 in a separate process: returns the
 * same vector for each request after {@code latencyMillis}.
 */
final class ProtocolServer implements AutoCloseable {
  private static final byte[] VECTOR = TitanStub.embeddingJson(1024).getBytes(UTF_8);

  private final Process process;
  private final BufferedReader output;
  private final URI endpoint;

  ProtocolServer(int latencyMillis) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx600m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ProtocolServer.class.getName(),
                    "" + latencyMillis))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    endpoint = URI.create("http://127.0.0.1:" + output.readLine());
  }

  URI endpoint() {
    return endpoint;
  }

  /** Returns the number of connections accepted so far. */
  int connections() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
    return Integer.parseInt(output.readLine());
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
  }

  /** Runs until its input ends. */
  public static void main(String[] args) throws Exception {
    Server server = new Server(new QueuedThreadPool(64));
    ScheduledExecutorScheduler scheduler = new ScheduledExecutorScheduler("later", true);
    server.addBean(scheduler);
    HttpConfiguration http = new HttpConfiguration();
    ServerConnector connector =
        new ServerConnector(
            server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
    connector.setHost("127.0.0.1");
    Set<EndPoint> accepted = ConcurrentHashMap.newKeySet();
    connector.addBean(
        new Connection.Listener() {
          @Override
          public void onOpened(Connection connection) {
            accepted.add(connection.getEndPoint());
          }

          @Override
          public void onClosed(Connection connection) {}
        });
    server.addConnector(connector);
    server.setHandler(new Vectors(scheduler, Integer.parseInt(args[0])));
    server.start();
    System.out.println(connector.getLocalPort());
    while (System.in.read() >= 0) {
      System.out.println(accepted.size());
    }
    System.exit(0);
  }

  private static final class Vectors extends AbstractHandler {
    private final ScheduledExecutorScheduler scheduler;
    private final int latencyMillis;

    private Vectors(ScheduledExecutorScheduler scheduler, int latencyMillis) {
      this.scheduler = scheduler;
      this.latencyMillis = latencyMillis;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // a delay that nobody waits for
    public void handle(
        String target, Request base, HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      base.setHandled(true);
      request.getInputStream().transferTo(OutputStream.nullOutputStream());
      AsyncContext later = request.startAsync();
      scheduler.schedule(
          () -> {
            try {
              response.setContentType("application/json");
              response.setContentLength(VECTOR.length);
              response.getOutputStream().write(VECTOR);
              later.complete();
            } catch (IOException gone) {
              throw new java.io.UncheckedIOException(gone);
            }
          },
          latencyMillis,
          java.util.concurrent.TimeUnit.MILLISECONDS);
    }
  }
}
