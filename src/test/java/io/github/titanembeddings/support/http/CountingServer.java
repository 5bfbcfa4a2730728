package io.github.titanembeddings.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on a bare socket that counts connections and requests, and may respond before
 * it has read the request body.
 */
public final class CountingServer implements AutoCloseable {
  /** Responds to requests; false ends the connection. */
  public interface Behavior {
    public boolean respond(Exchange exchange) throws IOException, InterruptedException;
  }

  /** A request whose head was read. */
  public record Exchange(InputStream in, OutputStream out, int length) {
    public void readBody() throws IOException {
      in.skipNBytes(length);
    }

    public void write(String text) throws IOException {
      out.write(text.getBytes(ISO_8859_1));
      out.flush();
    }

    public void respond(int status, String headers, String body) throws IOException {
      write(
          String.format(
              Locale.ROOT,
              "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s",
              status,
              headers,
              body.length(),
              body));
    }
  }

  private final ServerSocket server = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Behavior behavior = CountingServer::good;

  public CountingServer() throws IOException {
    run(this::accept);
  }

  public static boolean good(Exchange exchange) throws IOException {
    exchange.readBody();
    exchange.respond(200, "", FaultyServer.VECTOR);
    return true;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  public void behave(Behavior next) {
    behavior = next;
  }

  /** Never responds. */
  public boolean hang(Exchange exchange) throws IOException, InterruptedException {
    exchange.readBody();
    closed.await();
    return false;
  }

  public int connections() {
    return connections.get();
  }

  public int requests() {
    return requests.get();
  }

  /** Returns the maximum number of concurrent requests. */
  public int mostUnderWay() {
    return mostUnderWay.get();
  }

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        run(() -> serve(socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      for (boolean isOpen = true; isOpen; ) {
        int length = readHead(in);
        requests.incrementAndGet();
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        try {
          isOpen = length >= 0 && behavior.respond(new Exchange(in, out, length));
        } finally {
          underWay.decrementAndGet();
        }
      }
    } catch (IOException | InterruptedException e) {
      // The client or the server closed the connection.
    }
  }

  private static int readHead(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("end of stream");
      }
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      String header = line.toString().strip().toLowerCase(Locale.ROOT);
      line.setLength(0);
      if (header.startsWith("content-length:")) {
        length = Integer.parseInt(header.substring(15).strip());
      }
      if (header.isEmpty()) {
        return length;
      }
    }
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "counting-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
