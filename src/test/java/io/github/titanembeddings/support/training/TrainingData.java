package io.github.titanembeddings.support.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.testing.VectorSource;
import io.github.titanembeddings.testing.internal.http.HashVectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/** Reads the data of a job; throws {@link IllegalArgumentException} where a job would fail. */
final class TrainingData {
  private static final int PART_BYTES = 8 << 20;
  private static final int IMAGE_BYTES = 26_214_400;
  private static final int READ_AHEAD = 16;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ObjectStore store;

  TrainingData(ObjectStore store) {
    this.store = store;
  }

  /** A line of a manifest. */
  record Line(String imageRef, String caption) {}

  /** Returns the lines of a manifest. */
  List<Line> manifest(String uri) {
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

  private static Line line(String source, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      JsonNode image = json.path("image-ref");
      JsonNode caption = json.path("caption");
      if (json.size() == 2 && image.isTextual() && caption.isTextual()) {
        return new Line(image.textValue(), caption.textValue());
      }
    } catch (IOException e) {
      // Falls through to the message below.
    }
    throw new IllegalArgumentException(
        source + " must have image-ref and caption, both strings, and no more");
  }

  private byte[] whole(String uri) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    ObjectPart part;
    do {
      part = read(uri, content.size(), PART_BYTES);
      content.writeBytes(part.bytes());
    } while (content.size() < part.totalSize());
    return content.toByteArray();
  }

  private ObjectPart read(String uri, long offset, int length) {
    try {
      return Futures.await(store.read(S3Uri.of(uri), offset, length));
    } catch (TitanException e) {
      throw new IllegalArgumentException("Cannot read " + uri + ": " + e.getMessage());
    }
  }

  /** Returns the vectors of captions and images; reads each image once. */
  VectorPairs vectors(List<Line> lines, VectorSource source) {
    Map<String, float[]> images = images(lines, source);
    List<float[]> texts = new ArrayList<>();
    List<float[]> imagesOfLines = new ArrayList<>();
    for (Line line : lines) {
      texts.add(HashVectors.unit(source.text(line.caption(), TunedVectors.LENGTH)));
      imagesOfLines.add(images.getOrDefault(line.imageRef(), new float[TunedVectors.LENGTH]));
    }
    return new VectorPairs(texts, imagesOfLines);
  }

  private Map<String, float[]> images(List<Line> lines, VectorSource source) {
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

  private static float[] image(
      String uri, CompletableFuture<ObjectPart> read, VectorSource source) {
    try {
      byte[] bytes = Futures.await(read).bytes();
      ImageInput.of(bytes).probe();
      return HashVectors.unit(source.image(bytes, TunedVectors.LENGTH));
    } catch (TitanException | IllegalArgumentException e) {
      throw new IllegalArgumentException("Cannot read the image " + uri + ": " + e.getMessage());
    }
  }
}
