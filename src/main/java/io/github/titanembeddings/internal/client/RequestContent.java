package io.github.titanembeddings.internal.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.ImageData;
import io.github.titanembeddings.model.EmbeddingType;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.TextEmbeddingRequest;
import io.github.titanembeddings.model.internal.ModelAccess;
import io.github.titanembeddings.model.internal.input.ImagePolicy;
import io.github.titanembeddings.model.internal.input.ImageProblems;
import io.github.titanembeddings.model.internal.input.ImageSource;
import io.github.titanembeddings.model.internal.input.MemorySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The input of a request and its hash. Requests with equal hashes have the same vector, under any
 * file names: truncation and downscaling are not part of the hash.
 *
 * @param request the request; sending it fails if its image's file was written to since
 * @param sha256 the SHA-256 of the text, the bytes of the original image, the vector's length and
 *     other settings that change the response
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RequestContent(ModelRequest request, byte[] sha256) {
  private static final int CHUNK_BYTES = 16 * 1024;

  /** Hashes a request. The image is read on the executor and not decoded. */
  public static CompletableFuture<RequestContent> of(ModelRequest request, Executor executor) {
    Optional<ImageSource> image = ModelAccess.get().imageSource().apply(request);
    if (image.isEmpty()) {
      return CompletableFuture.completedFuture(of(request, (ImageData) null));
    }
    ImagePolicy policy = ModelAccess.get().imagePolicy().apply(request);
    return Futures.then(
        image.get().load(policy, executor),
        data -> Futures.supply(executor, () -> of(request, data)));
  }

  /**
   * Returns the size of a request's image without reading the image; empty for a stream, 0 without
   * an image.
   */
  public static CompletableFuture<OptionalLong> imageBytes(ModelRequest request) {
    return ModelAccess.get()
        .imageSource()
        .apply(request)
        .map(ImageSource::byteCount)
        .orElseGet(() -> CompletableFuture.completedFuture(OptionalLong.of(0)));
  }

  private static RequestContent of(ModelRequest request, @Nullable ImageData image) {
    MessageDigest digest = Sha256.digest();
    add(digest, 'L', request.vectorLength());
    String variant = variant(request);
    if (!variant.isEmpty()) {
      add(digest, 'V', variant);
    }
    request.text().ifPresent(text -> add(digest, 'T', text));
    if (image == null) {
      return new RequestContent(request, digest.digest());
    }
    add(digest, 'I', image.size());
    try (InputStream bytes = image.open()) {
      byte[] chunk = new byte[(int) Math.max(1, Math.min(CHUNK_BYTES, image.size()))];
      for (int read = bytes.read(chunk); read >= 0; read = bytes.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    } catch (IOException e) {
      throw ImageProblems.unreadable(image.label(), e);
    }
    Object held = ModelAccess.get().withImage().apply(request, new MemorySource(image));
    return new RequestContent((ModelRequest) held, digest.digest());
  }

  /** Returns the options besides the length that affect the response; empty by default. */
  private static String variant(ModelRequest request) {
    return request instanceof TextEmbeddingRequest text
        ? (text.normalize() ? "" : "raw")
            + (text.embeddingTypes().contains(EmbeddingType.BINARY) ? "b" : "")
        : "";
  }

  private static void add(MessageDigest digest, char kind, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    add(digest, kind, bytes.length);
    digest.update(bytes);
  }

  private static void add(MessageDigest digest, char kind, long number) {
    digest.update((byte) kind);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
  }
}
