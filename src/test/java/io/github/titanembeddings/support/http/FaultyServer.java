package io.github.titanembeddings.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.titanembeddings.testing.TitanStub;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on a bare socket that can break every rule of HTTP. */
public final class FaultyServer extends SocketServer {
  /** Responds to a request. */
  public interface Behavior {
    void respond(Socket socket, OutputStream out) throws IOException, InterruptedException;
  }

  public static final String VECTOR = TitanStub.embeddingJson(1024);

  private final CountDownLatch released = new CountDownLatch(1);
  private volatile CountDownLatch arrived = new CountDownLatch(1);
  private volatile Behavior behavior = FaultyServer::good;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String signedAt = "";

  public FaultyServer() throws IOException {
    this(0);
  }

  public FaultyServer(int port) throws IOException {
    super(port);
    start();
  }

  public void behave(Behavior next) {
    behavior = next;
    arrived = new CountDownLatch(1);
    requests.set(0);
  }

  public int requests() {
    return requests.get();
  }

  /** The header {@code x-amz-date} of the last request. */
  public String signedAt() {
    return signedAt;
  }

  /** Waits until a request has come. */
  public void awaitRequest() throws InterruptedException {
    if (!arrived.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no request came");
    }
  }

  /** A response with a vector. */
  public static void good(Socket socket, OutputStream out) throws IOException {
    respond(out, 200, "", VECTOR);
  }

  /** A response with a status, with the header that names the error if there is one. */
  public static void respond(OutputStream out, int status, String errorType, String body)
      throws IOException {
    respond(out, status, errorType, body.length(), body);
  }

  /** A response with the given content length. */
  public static void respond(
      OutputStream out, int status, String errorType, int length, String body) throws IOException {
    String header = errorType.isEmpty() ? "" : "x-amzn-ErrorType: " + errorType + "\r\n";
    respondWith(out, status, header, length, body);
  }

  /** A response of a status with more headers, each with its line break. */
  public static void respondWith(OutputStream out, int status, String headers, String body)
      throws IOException {
    respondWith(out, status, headers, body.length(), body);
  }

  private static void respondWith(
      OutputStream out, int status, String headers, int length, String body) throws IOException {
    write(
        out,
        String.format(
            Locale.ROOT,
            "HTTP/1.1 %d Status\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s",
            status,
            headers,
            length,
            body));
  }

  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  /** Ends a connection with a reset. */
  public static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** Sends no response until the server closes. */
  public void hang() throws InterruptedException {
    released.await();
  }

  /** Sends a long response byte by byte, until the server closes or the client disconnects. */
  public void drip(OutputStream out) throws IOException, InterruptedException {
    write(
        out, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999\r\n\r\n");
    while (!released.await(20, TimeUnit.MILLISECONDS)) {
      write(out, " ");
    }
  }

  @Override
  void serve(Socket socket) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    while (released.getCount() > 0 && readRequest(in, out)) {
      requests.incrementAndGet();
      arrived.countDown();
      behavior.respond(socket, out);
    }
  }

  private boolean readRequest(InputStream in, OutputStream out) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      }
      if (lower.startsWith("x-amz-date:")) {
        signedAt = line.substring(11).strip();
      }
      if (lower.startsWith("expect:")) {
        write(out, "HTTP/1.1 100 Continue\r\n\r\n");
      }
    }
    return in.readNBytes(length).length == length;
  }

  @Override
  public void close() throws IOException {
    released.countDown();
    super.close();
  }
}
