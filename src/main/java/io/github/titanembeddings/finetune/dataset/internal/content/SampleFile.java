package io.github.titanembeddings.finetune.dataset.internal.content;

import io.github.titanembeddings.exception.TransportException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A temporary file with the sample, reference and caption of each image, by its number; it is
 * deleted when closed. In memory half a million would not fit. Thread-safe.
 */
final class SampleFile implements AutoCloseable {
  private static final int MAX_REF = 1_100;
  private static final int MAX_CAPTION = 400;

  /** Where the label begins in a record. */
  private static final int LABEL = Float.BYTES + Sample.BYTES;

  private static final int RECORD = LABEL + 2 * Short.BYTES + MAX_REF + MAX_CAPTION;

  private final Path folder;
  private final FileChannel channel;

  /** The reference of an image and the beginning of its caption. */
  record Label(String imageRef, String caption) {}

  SampleFile(Path folder) {
    this.folder = folder;
    try {
      Path file = Files.createTempFile(folder, "titan-dataset", ".tmp");
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  void writeLabel(int number, String imageRef, String caption) {
    byte[] ref = beginning(imageRef, MAX_REF);
    byte[] text = beginning(caption, MAX_CAPTION);
    ByteBuffer label = ByteBuffer.allocate(4 + ref.length + text.length);
    label.putShort((short) ref.length).put(ref).putShort((short) text.length).put(text);
    write(label.flip(), (long) number * RECORD + LABEL);
  }

  private static byte[] beginning(String text, int maxBytes) {
    byte[] bytes =
        text.substring(0, Math.min(text.length(), maxBytes)).getBytes(StandardCharsets.UTF_8);
    return bytes.length <= maxBytes ? bytes : Arrays.copyOf(bytes, maxBytes);
  }

  void writeSample(int number, Sample sample) {
    ByteBuffer bytes = ByteBuffer.allocate(LABEL).putFloat(sample.aspect()).put(sample.bytes());
    write(bytes.flip(), (long) number * RECORD);
  }

  Sample sample(int number) {
    ByteBuffer read = read((long) number * RECORD, LABEL);
    float aspect = read.getFloat();
    byte[] bytes = new byte[Sample.BYTES];
    read.get(bytes);
    return new Sample(bytes, aspect);
  }

  Label label(int number) {
    ByteBuffer label = read((long) number * RECORD + LABEL, RECORD - LABEL);
    return new Label(text(label), text(label));
  }

  private static String text(ByteBuffer label) {
    byte[] bytes = new byte[label.getShort()];
    label.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private void write(ByteBuffer bytes, long position) {
    try {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** Reads bytes; those after the end of the file are zero. */
  private ByteBuffer read(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
    } catch (IOException e) {
      throw failure(e);
    }
    return bytes.rewind();
  }

  private RuntimeException failure(IOException e) {
    return e instanceof ClosedByInterruptException
        ? new TransportException(
            TransportException.Kind.INTERRUPTED, "interrupted while checking images", e)
        : new UncheckedIOException(
            "temporary file in "
                + folder
                + " failed ("
                + e
                + "); make sure that the folder exists, is writable and has free disk space, or set"
                + " the system property java.io.tmpdir to another folder",
            e);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(e);
    }
  }
}
