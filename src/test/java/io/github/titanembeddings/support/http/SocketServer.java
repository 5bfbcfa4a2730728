package io.github.titanembeddings.support.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts connections and serves each on its own thread, until it closes. */
abstract class SocketServer implements AutoCloseable {
  private final ServerSocket server;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final CountDownLatch ended = new CountDownLatch(1);

  SocketServer(int port) throws IOException {
    server = new ServerSocket(port, 500, InetAddress.getLoopbackAddress());
  }

  /** The last step of a constructor. */
  final void start() {
    run(this::accept);
  }

  /** Serves a connection until it returns or throws. */
  abstract void serve(Socket socket) throws IOException, InterruptedException;

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort());
  }

  public int connections() {
    return connections.get();
  }

  /** Waits until a connection has ended. */
  public void awaitEndOfConnection() throws InterruptedException {
    if (!ended.await(60, TimeUnit.SECONDS)) {
      throw new AssertionError("no connection ended");
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        run(() -> serveAndClose(socket));
      }
    } catch (IOException e) {
      // The server closed.
    }
  }

  private void serveAndClose(Socket socket) {
    try (socket) {
      serve(socket);
    } catch (IOException | InterruptedException e) {
      // The client or the server closed the connection.
    }
    ended.countDown();
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "test-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the next line of a request's head; empty at its end. */
  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
