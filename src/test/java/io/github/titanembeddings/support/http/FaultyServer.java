package io.github.titanembeddings.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.titanembeddings.testing.TitanStub;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An HTTP server on a bare socket that can break every rule of HTTP. */
public final class FaultyServer implements AutoCloseable {
  /** Responds to a request. */
  public interface Behavior {
    void respond(Socket socket, OutputStream out) throws IOException, InterruptedException;
  }

  public static final String VECTOR = TitanStub.embeddingJson(1024);

  private final ServerSocket server;
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile CountDownLatch arrived = new CountDownLatch(1);
  private volatile Behavior behavior = FaultyServer::good;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile String signedAt = "";

  public FaultyServer() throws IOException {
    this(0);
  }

  public FaultyServer(int port) throws IOException {
    server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    run(this::accept);
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
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
    String type = errorType.isEmpty() ? "" : "x-amzn-ErrorType: " + errorType + "\r\n";
    write(
        out,
        "HTTP/1.1 "
            + status
            + " Status\r\nContent-Type: application/json\r\n"
            + type
            + "Content-Length: "
            + length
            + "\r\n\r\n"
            + body);
  }

  /** Returns a response of a status with more headers, each with its line break. */
  public static void respondWith(OutputStream out, int status, String headers, String body)
      throws IOException {
    write(
        out,
        "HTTP/1.1 "
            + status
            + " Status\r\nContent-Type: application/json\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
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

  private void accept() {
    while (true) {
      try {
        Socket socket = server.accept();
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
      while (released.getCount() > 0 && readRequest(in, out)) {
        requests.incrementAndGet();
        arrived.countDown();
        behavior.respond(socket, out);
      }
    } catch (IOException | InterruptedException e) {
      // Expected: the client disconnected, or the server closes.
    }
  }

  private boolean readRequest(InputStream in, OutputStream out) throws IOException {
    int length = 0;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      String lower = line.toLowerCase(Locale.ROOT);
      if (lower.equals("end of stream")) {
        return false;
      }
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

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        return "end of stream";
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private synchronized void run(Runnable task) {
    Thread thread = new Thread(task, "faulty-server");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  @Override
  public synchronized void close() throws IOException {
    released.countDown();
    server.close();
    threads.forEach(Thread::interrupt);
  }
}
