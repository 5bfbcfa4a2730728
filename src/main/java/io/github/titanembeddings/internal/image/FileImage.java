package io.github.titanembeddings.internal.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** An image in a file as of its lookup. Each read opens the file. */
public record FileImage(Path file, long size, FileTime lastModified) implements ImageData {
  public FileImage(Path file, BasicFileAttributes attributes) {
    this(file, attributes.size(), attributes.lastModifiedTime());
  }

  @Override
  public String label() {
    return file.toString();
  }

  @Override
  public int read(long position, byte[] target) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      ByteBuffer buffer = ByteBuffer.wrap(target);
      channel.position(position);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return buffer.position();
    }
  }

  /**
   * Opens the file.
   *
   * @throws ChangedException if the file was written to since it was looked up
   */
  @Override
  public InputStream open() throws IOException {
    if (!Files.getLastModifiedTime(file).equals(lastModified)) {
      throw new ChangedException();
    }
    return Files.newInputStream(file);
  }
}
