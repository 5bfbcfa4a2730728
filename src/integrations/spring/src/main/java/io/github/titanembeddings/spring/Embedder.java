package io.github.titanembeddings.spring;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkOutcome;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.FailureKind;
import io.github.titanembeddings.bulk.Quota;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.EmbeddingResponse;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelId;
import io.github.titanembeddings.model.ModelRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.metadata.EmptyUsage;
import org.springframework.ai.chat.metadata.Usage;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;
import org.springframework.ai.embedding.EmbeddingResultMetadata;

/** What both models do: build requests, make the calls, and build Spring AI's response. */
record Embedder(TitanEmbeddingsAsyncClient client, Quota quota) {
  private static final int MAX_IN_FLIGHT = 64;

  Embedder {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(quota, "quota");
  }

  /** Returns the client's vector length, without a call. */
  int dimensions() {
    return client.textRequest().text("text").build().vectorLength();
  }

  /** Returns a builder with the client's values and the options. */
  ModelRequest.Builder<?> request(@Nullable EmbeddingOptions options) {
    return with(options, client.textRequest());
  }

  private static <B extends ModelRequest.Builder<?>> B with(
      @Nullable EmbeddingOptions options, B request) {
    if (options == null) {
      return request;
    }
    Integer dimensions = options.getDimensions();
    if (dimensions != null) {
      request.vectorLength(dimensions);
    }
    if (options instanceof TitanEmbeddingOptions own && own.overflow() != null) {
      request.textOverflow(own.overflow());
    }
    if (request instanceof EmbeddingRequest.Builder multimodal
        && options instanceof TitanEmbeddingOptions own
        && own.fit() != null) {
      multimodal.imageFit(own.fit());
    }
    return request;
  }

  /** Returns the request of a document: its text, its image, or the image with the text beside. */
  ModelRequest request(Document document, @Nullable EmbeddingOptions options) {
    Media media = document.getMedia();
    if (media == null) {
      return request(options).text(document.getText()).build();
    }
    Object text = document.getMetadata().get(TitanDocumentEmbeddingModel.TEXT);
    return with(options, client.requestBuilder())
        .image(image(media))
        .text(text == null ? null : text.toString())
        .build();
  }

  private static ImageInput image(Media media) {
    Object data = media.getData();
    if (data instanceof byte[] bytes) {
      return ImageInput.of(bytes);
    }
    if (data instanceof String uri && uri.regionMatches(true, 0, "data:", 0, 5)) {
      return ImageInput.fromDataUri(uri);
    }
    throw new IllegalArgumentException(
        "an image by URL is not downloaded; pass it as a Resource or a data URI");
  }

  /** Embeds all requests, in order, and returns Spring AI's response. */
  org.springframework.ai.embedding.EmbeddingResponse call(
      List<? extends ModelRequest> requests,
      IntFunction<EmbeddingResultMetadata> metadata,
      @Nullable EmbeddingOptions options) {
    List<EmbeddingResponse> responses = embed(requests, options);
    List<Embedding> embeddings =
        IntStream.range(0, responses.size())
            .mapToObj(
                i -> new Embedding(responses.get(i).embedding().toArray(), i, metadata.apply(i)))
            .toList();
    String model = options == null ? null : options.getModel();
    return new org.springframework.ai.embedding.EmbeddingResponse(
        embeddings,
        new EmbeddingResponseMetadata(
            model == null ? client.modelId().value() : model, usage(responses)));
  }

  /** Embeds all requests, in order; the first failure ends the others and is thrown unchanged. */
  List<EmbeddingResponse> embed(
      List<? extends ModelRequest> requests, @Nullable EmbeddingOptions options) {
    String model = options == null ? null : options.getModel();
    TitanEmbeddingsAsyncClient titan =
        model == null ? client : client.withModel(ModelId.of(model, client.modelId().family()));
    return switch (requests.size()) {
      case 0 -> List.of();
      case 1 -> List.of(await(titan.embed(requests.get(0))));
      default -> embedAll(titan, requests);
    };
  }

  private List<EmbeddingResponse> embedAll(
      TitanEmbeddingsAsyncClient titan, List<? extends ModelRequest> requests) {
    int inFlight = Math.min(MAX_IN_FLIGHT, titan.maxConnections().orElse(MAX_IN_FLIGHT));
    BulkOptions options =
        BulkOptions.builder().quota(quota).failureBudget(0).maxInFlight(inFlight).build();
    Map<String, EmbeddingResponse> responses = new HashMap<>();
    List<BulkOutcome.Failed> failures = new ArrayList<>();
    try {
      BulkEmbedder.of(titan, options)
          .embed(
              IntStream.range(0, requests.size())
                  .mapToObj(i -> BulkItem.of(Integer.toString(i), requests.get(i))),
              outcome -> {
                if (outcome instanceof BulkOutcome.Embedded embedded) {
                  responses.put(embedded.key(), embedded.response());
                } else if (outcome instanceof BulkOutcome.Failed failed) {
                  failures.add(failed);
                }
              });
    } catch (BulkStoppedException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e);
      }
      if (failures.isEmpty()) {
        throw e;
      }
    }
    if (!failures.isEmpty()) {
      throw cause(failures).exception();
    }
    if (responses.size() < requests.size()) {
      throw new IllegalStateException("the run ended before all inputs had their vector");
    }
    return IntStream.range(0, requests.size())
        .mapToObj(i -> responses.get(Integer.toString(i)))
        .toList();
  }

  /** Returns the first failure that does not only report that the run stopped, or else the last. */
  private static BulkOutcome.Failed cause(List<BulkOutcome.Failed> failures) {
    return failures.stream()
        .filter(failed -> failed.kind() != FailureKind.STOPPED)
        .findFirst()
        .orElseGet(() -> failures.get(failures.size() - 1));
  }

  private static EmbeddingResponse await(CompletableFuture<EmbeddingResponse> response) {
    try {
      return response.get();
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) Objects.requireNonNull(e.getCause());
    }
  }

  private static TransportException interrupted(Exception cause) {
    return new TransportException(
        TransportException.Kind.INTERRUPTED, "the thread was interrupted during a call", cause);
  }

  /** Returns the tokens that the service counted. */
  private static Usage usage(List<EmbeddingResponse> responses) {
    List<Integer> counts =
        responses.stream()
            .map(
                one ->
                    one.inputTextTokenCount().isPresent()
                        ? one.inputTextTokenCount()
                        : one.inputTokenCount())
            .filter(OptionalInt::isPresent)
            .map(OptionalInt::getAsInt)
            .toList();
    return counts.isEmpty()
        ? new EmptyUsage()
        : new DefaultUsage(counts.stream().mapToInt(Integer::intValue).sum(), 0);
  }
}
