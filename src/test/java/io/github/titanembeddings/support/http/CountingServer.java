package io.github.titanembeddings.support.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 server on a bare socket that counts connections and requests, and may respond before
 * it has read the request body.
 */
public final class CountingServer extends SocketServer {
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
      FaultyServer.write(out, text);
    }

    public void respond(int status, String headers, String body) throws IOException {
      FaultyServer.respondWith(out, status, headers, body);
    }
  }

  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Behavior behavior = CountingServer::good;

  public CountingServer() throws IOException {
    super(0);
    start();
  }

  public static boolean good(Exchange exchange) throws IOException {
    exchange.readBody();
    exchange.respond(200, "", FaultyServer.VECTOR);
    return true;
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

  public int requests() {
    return requests.get();
  }

  /** Returns the maximum number of concurrent requests. */
  public int mostUnderWay() {
    return mostUnderWay.get();
  }

  @Override
  void serve(Socket socket) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    for (boolean isOpen = true; isOpen; ) {
      int length = readHead(in);
      requests.incrementAndGet();
      mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
      try {
        isOpen = behavior.respond(new Exchange(in, out, length));
      } finally {
        underWay.decrementAndGet();
      }
    }
  }

  private static int readHead(InputStream in) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    return length;
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    super.close();
  }
}
