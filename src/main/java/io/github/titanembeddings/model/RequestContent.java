package io.github.titanembeddings.model;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.internal.image.ImageProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What a request embeds, by its content: the request with its image held as it was looked up, and
 * the SHA-256 over its text, the bytes of its image as they were given, and the length of the
 * vector. Two requests of the same hash ask for the same vector, whatever their files are named;
 * how they overflow or are fitted does not count. Immutable and safe to share between threads.
 */
public final class RequestContent {
  private static final int CHUNK_BYTES = 16 * 1024;

  private final EmbeddingRequest request;
  private final byte[] sha256;

  private RequestContent(EmbeddingRequest request, byte[] sha256) {
    this.request = request;
    this.sha256 = sha256;
  }

  static CompletableFuture<RequestContent> of(EmbeddingRequest request, Executor executor) {
    Optional<ImageInput> image = request.image();
    if (image.isEmpty()) {
      return CompletableFuture.completedFuture(of(request, (ImageData) null));
    }
    return image.get().hold(request.imagePolicy(), executor, data -> of(request, data));
  }

  private static RequestContent of(EmbeddingRequest request, @Nullable ImageData image) {
    MessageDigest digest = Sha256.digest();
    add(digest, 'L', request.embeddingConfig().outputEmbeddingLength());
    request.text().ifPresent(text -> add(digest, text));
    if (image == null) {
      return new RequestContent(request, digest.digest());
    }
    add(digest, 'I', image.size());
    addAll(digest, image);
    EmbeddingRequest held = request.toBuilder().image(ImageInput.held(image)).build();
    return new RequestContent(held, digest.digest());
  }

  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    add(digest, 'T', bytes.length);
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, char what, long number) {
    digest.update((byte) what);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }

  private static void addAll(MessageDigest digest, ImageData image) {
    try (InputStream bytes = image.open()) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    } catch (IOException e) {
      throw ImageProblems.unreadable(image.label(), e);
    }
  }

  /**
   * The request; if its image is a file and that is written to before it is sent, it is refused.
   */
  public EmbeddingRequest request() {
    return request;
  }

  /** A copy of the 32 bytes of the hash. */
  public byte[] sha256() {
    return sha256.clone();
  }

  @Override
  public String toString() {
    return "RequestContent[" + request + "]";
  }
}
