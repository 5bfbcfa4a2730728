package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.finetune.dataset.ImageProbe.Problem;
import io.github.titanembeddings.finetune.dataset.ImageProbe.Result;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.HeaderStep;
import io.github.titanembeddings.internal.image.ImageHeader;
import io.github.titanembeddings.internal.image.ImageHeaderParser;
import io.github.titanembeddings.storage.LocalObjectStore;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Reads the headers of images out of a store, and some images whole. */
final class ImageReader {
  /** One request costs far more than its bytes, but a file's bytes are copied for nothing. */
  private static final int WINDOW = 64 * 1024;

  private static final int WINDOW_OF_FILE = 16 * 1024;

  private final ObjectStore store;
  private final WholeImage whole;
  private final boolean fullHash;
  private final long mostBytes;
  private final int window;

  ImageReader(ObjectStore store, boolean fullHash, long mostBytes) {
    this.store = store;
    this.whole = new WholeImage(store);
    this.fullHash = fullHash;
    this.mostBytes = mostBytes;
    this.window = store instanceof LocalObjectStore ? WINDOW_OF_FILE : WINDOW;
  }

  /** Whether it takes no longer to read an image than to hand it to another thread. */
  boolean isQuick(ImageProbe probe) {
    return window == WINDOW_OF_FILE && !fullHash && !probe.decoded();
  }

  /** Looks at an image; what is wrong with it is no failure of the future. */
  CompletableFuture<Result> read(ImageProbe probe, Executor executor) {
    CompletableFuture<ObjectPart> start =
        Futures.start(executor, () -> store.read(probe.uri(), 0, window));
    CompletableFuture<Result> result =
        Futures.then(start, part -> firstStep(probe, part, executor));
    return Futures.recover(result, failure -> problem(probe, failure));
  }

  private CompletableFuture<Result> firstStep(
      ImageProbe probe, ObjectPart start, Executor executor) {
    Header header =
        new Header(
            probe,
            new ImageHeaderParser(start.totalSize()),
            start,
            Fingerprints.ofStart(start.bytes(), start.totalSize()));
    return Futures.then(
        header.step(0, start, 0, executor), result -> wholeIfAsked(result, start, executor));
  }

  private CompletableFuture<Result> wholeIfAsked(
      Result result, ObjectPart start, Executor executor) {
    boolean wanted = fullHash || result.probe().decoded();
    if (!wanted || result.problem() != null || result.size() > mostBytes) {
      return CompletableFuture.completedFuture(result);
    }
    return Futures.supply(executor, () -> whole.read(result, start.version(), fullHash));
  }

  /** A header that is being read. */
  private final class Header {
    private final ImageProbe probe;
    private final ImageHeaderParser parser;
    private final ObjectPart start;
    private final long fingerprint;

    private Header(ImageProbe probe, ImageHeaderParser parser, ObjectPart start, long fingerprint) {
      this.probe = probe;
      this.parser = parser;
      this.start = start;
      this.fingerprint = fingerprint;
    }

    private CompletableFuture<Result> step(
        long position, ObjectPart part, long readBefore, Executor executor) {
      long read = readBefore + part.bytes().length;
      long expected = Math.min(window, Math.max(0, start.totalSize() - position));
      if (part.totalSize() != start.totalSize() || !part.version().equals(start.version())) {
        return done(read, null, WholeImage.changed());
      } else if (part.bytes().length < expected) {
        return done(read, null, cutShort(part.bytes().length, expected));
      }
      HeaderStep step = parser.next(position, part.bytes(), part.bytes().length);
      if (step instanceof HeaderStep.ReadFrom more) {
        return Futures.then(
            Futures.start(executor, () -> store.read(probe.uri(), more.position(), window)),
            next -> step(more.position(), next, read, executor));
      } else if (step instanceof HeaderStep.Unusable unusable) {
        return done(read, null, unusable(unusable));
      }
      return done(read, ((HeaderStep.Known) step).header(), null);
    }

    private CompletableFuture<Result> done(
        long read, @Nullable ImageHeader header, @Nullable Problem problem) {
      long known = start.totalSize() == 0 ? 0 : fingerprint;
      return CompletableFuture.completedFuture(
          new Result(probe, start.totalSize(), read, known, header, problem));
    }
  }

  private static Problem cutShort(long got, long expected) {
    return new Problem(
        "image.unavailable",
        String.format(Locale.ROOT, "an answer of %,d bytes in place of %,d", got, expected),
        "try again later");
  }

  private static Problem unusable(HeaderStep.Unusable found) {
    String remedy =
        found.code().equals("image.unsupported-format")
            ? "convert it to PNG or JPEG"
            : "replace the image";
    return new Problem(found.code(), found.found(), remedy);
  }

  private static CompletableFuture<Result> problem(ImageProbe probe, Throwable failure) {
    return failure instanceof StorageException stored
        ? CompletableFuture.completedFuture(probe.failed(problem(stored)))
        : CompletableFuture.failedFuture(failure);
  }

  static Problem problem(StorageException failure) {
    String found = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case NOT_FOUND -> new Problem("image.not-found", found, "correct the URI, or upload it");
      case ACCESS_DENIED ->
          new Problem(
              "image.access-denied",
              found,
              "allow s3:GetObject on it to these credentials, and to the job's role");
      case UNAVAILABLE -> new Problem("image.unavailable", found, "try again later");
      case FAILED -> new Problem("image.unreadable", found, "make it readable");
    };
  }
}
