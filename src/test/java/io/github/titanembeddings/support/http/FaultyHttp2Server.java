package io.github.titanembeddings.support.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** An HTTP/2 connection on a bare socket, with prior knowledge and injected faults. */
public final class FaultyHttp2Server extends SocketServer {
  /** The faults of a connection. */
  public enum Fault {
    NONE,
    /** Never sends its SETTINGS. */
    NO_SETTINGS,
    /** Responds to PINGs but never to requests. */
    ONLY_PINGS,
    /** Sends 103 before 200. */
    EARLY_HINTS,
    /** Ends a response with trailers. */
    TRAILERS,
    /** Resets the stream in the middle of a response without a length. */
    RESET_IN_BODY
  }

  private static final int PREFACE_BYTES = 24;
  private static final int MOST_BYTES = 16_384;
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final byte[] STATUS_200 = {(byte) 0x88};
  private static final byte[] STATUS_103 = {8, 3, '1', '0', '3'};
  private static final byte[] TRAILER = {0, 5, 'x', '-', 's', 'u', 'm', 1, '1'};

  private volatile Fault fault = Fault.NONE;

  public FaultyHttp2Server() throws IOException {
    super(0);
    start();
  }

  /** The fault of connections from now on. */
  public void behave(Fault next) {
    fault = next;
  }

  @Override
  void serve(Socket socket) throws IOException {
    Fault its = fault;
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    in.skipNBytes(PREFACE_BYTES);
    if (its != Fault.NO_SETTINGS) {
      frame(out, SETTINGS, 0, 0, new byte[0]);
    }
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (its == Fault.NO_SETTINGS) {
        continue;
      }
      if ((type == SETTINGS || type == PING) && (flags & ACK) == 0) {
        frame(out, type, ACK, 0, type == PING ? payload : new byte[0]);
      } else if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        respond(out, stream, its);
      }
    }
  }

  private static void respond(OutputStream out, int stream, Fault fault) throws IOException {
    if (fault == Fault.ONLY_PINGS) {
      return;
    }
    if (fault == Fault.EARLY_HINTS) {
      frame(out, HEADERS, END_HEADERS, stream, STATUS_103);
    }
    frame(out, HEADERS, END_HEADERS, stream, STATUS_200);
    byte[] vector = FaultyServer.VECTOR.getBytes(ISO_8859_1);
    for (int start = 0; start < vector.length; start += MOST_BYTES) {
      int end = Math.min(vector.length, start + MOST_BYTES);
      boolean isLast = end == vector.length && fault != Fault.TRAILERS;
      if (isLast && fault == Fault.RESET_IN_BODY) {
        frame(out, DATA, 0, stream, Arrays.copyOfRange(vector, start, end - 9));
        frame(out, RST_STREAM, 0, stream, new byte[] {0, 0, 0, 2});
        return;
      }
      frame(out, DATA, isLast ? END_STREAM : 0, stream, Arrays.copyOfRange(vector, start, end));
    }
    if (fault == Fault.TRAILERS) {
      frame(out, HEADERS, END_HEADERS | END_STREAM, stream, TRAILER);
    }
  }

  private static void frame(OutputStream out, int type, int flags, int stream, byte[] payload)
      throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    frame.write(stream >> 24);
    frame.write(stream >> 16);
    frame.write(stream >> 8);
    frame.write(stream);
    frame.write(payload);
    out.write(frame.toByteArray());
    out.flush();
  }
}
