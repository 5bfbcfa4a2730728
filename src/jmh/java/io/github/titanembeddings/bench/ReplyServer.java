package io.github.titanembeddings.bench;

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
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A local server that returns the same vector for every request. Runs in a separate JVM, so that
 * its memory and CPU time are not measured, until its standard input ends.
 */
final class ReplyServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");
  private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1);
  private static final byte[] REPLY = reply(TitanStub.embeddingJson(1024));

  private final Process process;
  private final URI endpoint;

  private ReplyServer(Process process, URI endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  static ReplyServer start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                ReplyServer.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String port = process.inputReader().readLine();
    return new ReplyServer(process, URI.create("http://127.0.0.1:" + port));
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    process.destroy();
  }

  public static void main(String[] args) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      daemon(() -> accept(server));
      System.out.println(server.getLocalPort());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private static void accept(ServerSocket server) {
    try {
      while (true) {
        Socket connection = server.accept();
        connection.setTcpNoDelay(true);
        daemon(() -> answer(connection));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private static void answer(Socket connection) {
    byte[] buffer = new byte[64 * 1024];
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream(), 8192);
      OutputStream out = connection.getOutputStream();
      for (int end = readHead(in, buffer); end > 0; end = readHead(in, buffer)) {
        String head = new String(buffer, 0, end, ISO_8859_1).toLowerCase(Locale.ROOT);
        if (head.contains("100-continue")) {
          out.write(CONTINUE);
        }
        Matcher length = LENGTH.matcher(head);
        for (long left = length.find() ? Long.parseLong(length.group(1)) : 0; left > 0; ) {
          left -= in.read(buffer, 0, (int) Math.min(buffer.length, left));
        }
        out.write(REPLY);
      }
    } catch (IOException clientHasGone) {
      return;
    }
  }

  /** Reads a request up to its body; returns the body's length, 0 at the end. */
  private static int readHead(InputStream in, byte[] buffer) throws IOException {
    for (int length = 0; ; length++) {
      int next = in.read();
      if (next < 0) {
        return 0;
      }
      buffer[length] = (byte) next;
      if (length > 2 && next == '\n' && buffer[length - 2] == '\n') {
        return length + 1;
      }
    }
  }

  private static byte[] reply(String json) {
    return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
            + json.length()
            + "\r\nx-amzn-RequestId: 7d3b7d4e-1f6c-4b0e-9c53-3a1f0c5a9d21"
            + "\r\nX-Amzn-Bedrock-Invocation-Latency: 120"
            + "\r\nX-Amzn-Bedrock-Input-Token-Count: 12\r\n\r\n"
            + json)
        .getBytes(ISO_8859_1);
  }
}
