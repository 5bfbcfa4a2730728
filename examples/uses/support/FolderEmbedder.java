package support;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Embeds the images of a folder. */
public final class FolderEmbedder {
  private FolderEmbedder() {}

  /** Returns the files of a folder, except CSV files. */
  public static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.toString().endsWith(".csv"))
          .toList();
    }
  }

  /** Returns the vectors by file name; files that are not valid images are reported and skipped. */
  public static Map<String, Embedding> embed(TitanEmbeddingsAsyncClient titan, List<Path> files) {
    Map<String, Embedding> vectors = new TreeMap<>();
    BulkEmbedder.of(titan)
        .embed(
            files.stream().map(FolderEmbedder::item),
            outcome -> {
              if (outcome instanceof BulkOutcome.Embedded embedded) {
                vectors.put(outcome.key(), embedded.response().embedding());
              } else if (outcome instanceof BulkOutcome.Failed failed) {
                System.err.println(failed.exception().getMessage());
              }
            });
    return vectors;
  }

  private static BulkItem item(Path file) {
    EmbeddingRequest request =
        EmbeddingRequest.builder().image(ImageInput.of(file)).imageFit(ImageFit.DOWNSCALE).build();
    return BulkItem.of(file.getFileName().toString(), request);
  }
}
