package io.github.titanembeddings.batch.internal.write;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.internal.journal.ContentHash;
import io.github.titanembeddings.internal.client.ClientSettings;
import io.github.titanembeddings.internal.client.RequestContent;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.concurrent.Threads;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import io.github.titanembeddings.model.internal.PreparedRequest;
import io.github.titanembeddings.model.internal.json.RequestWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Loads and encodes items on several threads while earlier ones are written, and returns them in
 * source order. Streams, and images that exceed the read-ahead memory, are loaded when their turn
 * comes; images are downscaled one at a time. Not thread-safe.
 */
final class ReadAhead implements AutoCloseable {
  private static final int MAX_ITEMS = 32;

  /** The memory limit of images read ahead, with their request bodies. */
  private static final int MAX_BYTES = 32 << 20;

  private final Iterator<BulkItem> items;
  private final ModelId modelId;
  private final EmbeddingRequest.Builder defaults;
  private final Predicate<String> isPlaced;
  private final Predicate<ContentHash> isKnown;
  private final List<Runnable> closings = new ArrayList<>();
  private final Executor threads = Threads.pool("titan-embeddings-batch-io", closings);
  private final Deque<Ahead> ahead = new ArrayDeque<>();
  private final Semaphore free = new Semaphore(MAX_BYTES);
  private int inUse;
  private @Nullable RuntimeException failure;

  /** A prepared request and its encoded body. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Encoded(PreparedRequest request, byte[] body) {
    static Encoded of(RequestContent content) {
      PreparedRequest prepared =
          Futures.await(PreparedRequest.of(content.request(), Runnable::run));
      return new Encoded(prepared, RequestWriter.write(prepared));
    }
  }

  /** The content of an item, and its body if encoded ahead. */
  record Loaded(
      RequestContent content, ContentHash hash, @Nullable CompletableFuture<Encoded> ahead) {
    Encoded encoded() {
      return ahead == null ? Encoded.of(content) : Futures.await(ahead);
    }
  }

  /** An item that is being loaded. */
  final class Ahead {
    private final BulkItem item;
    private final CompletableFuture<@Nullable Loaded> loading;
    private volatile int reserved;
    private volatile boolean isRefused;

    private Ahead(BulkItem item) {
      this.item = item;
      this.loading =
          Futures.then(
              request(),
              request ->
                  Futures.then(
                      RequestContent.imageBytes(request),
                      size ->
                          reserve(size)
                              ? load(request, threads)
                              : CompletableFuture.completedFuture(null)));
    }

    private CompletableFuture<ModelRequest> request() {
      return Futures.supply(
          Runnable::run, () -> ClientSettings.completed(item.request(), defaults, modelId));
    }

    private boolean reserve(OptionalLong imageBytes) {
      long bytes = imageBytes.orElse(MAX_BYTES) * 7 / 3; // 4 / 3 in base64
      if (bytes < MAX_BYTES && free.tryAcquire((int) bytes)) {
        reserved = (int) bytes;
        return true;
      }
      isRefused = true;
      return false;
    }

    BulkItem item() {
      return item;
    }

    /** Returns the item's content; throws if it cannot be read or is not valid. */
    Loaded await() {
      Loaded loaded = Futures.await(loading);
      return loaded != null
          ? loaded
          : Futures.await(Futures.then(request(), request -> load(request, Runnable::run)));
    }
  }

  /**
   * Creates a reader.
   *
   * @param isPlaced whether an earlier process has already placed the item with a given key; such
   *     items are skipped
   * @param isKnown whether a given content needs no request body; called on several threads
   */
  ReadAhead(
      Iterator<BulkItem> items,
      ModelId modelId,
      EmbeddingRequest.Builder defaults,
      Predicate<String> isPlaced,
      Predicate<ContentHash> isKnown) {
    this.items = items;
    this.modelId = modelId;
    this.defaults = defaults;
    this.isPlaced = isPlaced;
    this.isKnown = isKnown;
  }

  /**
   * Returns the next item; null at the end. If the source failed, rethrows its exception after the
   * items before it.
   */
  @Nullable Ahead next() {
    free.release(inUse);
    inUse = 0;
    fill();
    Ahead next = ahead.poll();
    if (next != null) {
      inUse = next.reserved;
    } else if (failure != null) {
      throw failure;
    }
    return next;
  }

  private void fill() {
    try {
      while (failure == null
          && ahead.size() < MAX_ITEMS
          && (ahead.isEmpty() || !ahead.getLast().isRefused)
          && items.hasNext()) {
        BulkItem item = items.next();
        if (!isPlaced.test(item.key())) {
          ahead.add(new Ahead(item));
        }
      }
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private CompletableFuture<@Nullable Loaded> load(ModelRequest request, Executor executor) {
    return Futures.map(RequestContent.of(request, executor), this::loaded);
  }

  private Loaded loaded(RequestContent content) {
    ContentHash hash = ContentHash.of(modelId, content);
    boolean decodes =
        content.request() instanceof EmbeddingRequest request
            && request.imageFit() == ImageFit.DOWNSCALE;
    return new Loaded(
        content,
        hash,
        decodes || isKnown.test(hash)
            ? null
            : Futures.supply(Runnable::run, () -> Encoded.of(content)));
  }

  @Override
  public void close() {
    ahead.forEach(item -> item.loading.cancel(true));
    closings.forEach(Runnable::run);
  }
}
