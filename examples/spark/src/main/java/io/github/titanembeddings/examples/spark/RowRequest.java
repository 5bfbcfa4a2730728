package io.github.titanembeddings.examples.spark;

import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelRequest;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** The request of a row, on an executor. */
final class RowRequest {
  private RowRequest() {}

  /** Adds the text and the image of a row. */
  static ModelRequest of(Row row, EmbedOptions options, ModelRequest.Builder<?> builder) {
    options.text().ifPresent(column -> builder.text(row.<String>getAs(column)));
    if (builder instanceof EmbeddingRequest.Builder multimodal) {
      options.image().map(column -> image(row.getAs(column))).ifPresent(multimodal::image);
    }
    return builder.build();
  }

  private static @Nullable ImageInput image(@Nullable Object value) {
    if (value == null || value instanceof byte[]) {
      return value == null ? null : ImageInput.of((byte[]) value);
    }
    String uri = (String) value;
    return ImageUris.isS3(uri)
        ? ImageInput.fromS3(ExecutorRuntime.get().store(), ImageUris.s3(uri))
        : ImageInput.of(ImageUris.file(uri));
  }
}
