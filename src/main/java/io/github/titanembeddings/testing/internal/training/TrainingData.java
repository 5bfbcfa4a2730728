package io.github.titanembeddings.testing.internal.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.controlplane.JobFailure;
import io.github.titanembeddings.testing.internal.http.StubJson;
import io.github.titanembeddings.testing.internal.http.StubService;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Reads the data of a job from its store. */
final class TrainingData {
  private static final int PART_BYTES = 8 << 20;
  private static final int IMAGE_BYTES = 26_214_400;
  private static final int READ_AHEAD = 16;

  private final ObjectStore store;

  TrainingData(ObjectStore store) {
    this.store = store;
  }

  /** A line of a manifest. */
  record Line(String imageRef, String caption) {}

  /** The lines of a manifest. */
  List<Line> manifest(String uri) throws JobFailure {
    List<Line> lines = new ArrayList<>();
    int number = 0;
    for (String text : new String(whole(uri), UTF_8).split("\n", -1)) {
      number++;
      if (!text.isBlank()) {
        lines.add(line(uri + " line " + number, text));
      }
    }
    return lines;
  }

  private static Line line(String place, String text) throws JobFailure {
    try {
      JsonNode json = StubJson.JSON.readTree(text);
      JsonNode image = json.path("image-ref");
      JsonNode caption = json.path("caption");
      if (json.size() == 2 && image.isTextual() && caption.isTextual()) {
        return new Line(image.textValue(), caption.textValue());
      }
    } catch (IOException e) {
      // Not JSON at all: the same words.
    }
    throw new JobFailure(place + " must have image-ref and caption, both strings, and no more");
  }

  private byte[] whole(String uri) throws JobFailure {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ObjectPart part;
    do {
      part = read(uri, content.size(), PART_BYTES);
      content.writeBytes(part.bytes());
    } while (content.size() < part.totalSize());
    return content.toByteArray();
  }

  private ObjectPart read(String uri, long offset, int length) throws JobFailure {
    try {
      return Futures.await(store.read(S3Uri.of(uri), offset, length));
    } catch (TitanException e) {
      throw new JobFailure("Cannot read " + uri + ": " + e.getMessage());
    }
  }

  /** The vectors of captions and images, each image read once. */
  VectorPairs vectors(List<Line> lines, VectorSource source) throws JobFailure {
    Map<String, float[]> images = images(lines, source);
    List<float[]> texts = new ArrayList<>();
    List<float[]> imagesOfLines = new ArrayList<>();
    for (Line line : lines) {
      texts.add(StubService.unit(source.text(line.caption(), TunedVectors.LENGTH)));
      imagesOfLines.add(images.getOrDefault(line.imageRef(), new float[TunedVectors.LENGTH]));
    }
    return new VectorPairs(texts, imagesOfLines);
  }

  private Map<String, float[]> images(List<Line> lines, VectorSource source) throws JobFailure {
    Map<String, float[]> images = new HashMap<>();
    Queue<String> ahead = new ArrayDeque<>();
    Queue<CompletableFuture<ObjectPart>> reads = new ArrayDeque<>();
    for (String uri : lines.stream().map(Line::imageRef).distinct().toList()) {
      ahead.add(uri);
      reads.add(start(uri));
      if (ahead.size() == READ_AHEAD) {
        images.put(ahead.element(), image(ahead.remove(), reads.remove(), source));
      }
    }
    while (!ahead.isEmpty()) {
      images.put(ahead.element(), image(ahead.remove(), reads.remove(), source));
    }
    return images;
  }

  private CompletableFuture<ObjectPart> start(String uri) {
    try {
      return store.read(S3Uri.of(uri), 0, IMAGE_BYTES);
    } catch (TitanException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static float[] image(String uri, CompletableFuture<ObjectPart> read, VectorSource source)
      throws JobFailure {
    try {
      byte[] bytes = Futures.await(read).bytes();
      ImageInput.of(bytes).probe();
      return StubService.unit(source.image(bytes, TunedVectors.LENGTH));
    } catch (TitanException | IllegalArgumentException e) {
      throw new JobFailure("Cannot read the image " + uri + ": " + e.getMessage());
    }
  }

  /** Writes an object below a URI. */
  void write(String folder, String name, byte[] content) throws JobFailure {
    String uri = folder + (folder.endsWith("/") ? "" : "/") + name;
    try {
      Futures.await(store.write(S3Uri.of(uri), content));
    } catch (TitanException e) {
      throw new JobFailure("Cannot write " + uri + ": " + e.getMessage());
    }
  }
}
