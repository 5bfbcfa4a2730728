import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.model.Embedding;
import io.github.titanembeddings.model.EmbeddingConfig;
import io.github.titanembeddings.model.TextOverflow;
import java.util.List;

/** Wires one client into an application; the comments name the Spring annotations. */
public final class SpringBean {
  /** {@code @Configuration} */
  static final class Configuration {
    /** {@code @Bean(destroyMethod = "close")} */
    TitanEmbeddingsClient titan() {
      return TitanEmbeddingsClient.builder()
          .embeddingConfig(EmbeddingConfig.of(384))
          .textOverflow(TextOverflow.TRUNCATE)
          .build();
    }
  }

  /** {@code @Service} */
  static final class ProductSearch {
    private final TitanEmbeddingsClient titan;

    ProductSearch(TitanEmbeddingsClient titan) {
      this.titan = titan;
    }

    List<Embedding> index(List<String> products) {
      return products.stream().map(name -> titan.embed(r -> r.text(name)).embedding()).toList();
    }
  }

  public static void main(String[] args) {
    try (TitanEmbeddingsClient titan = new Configuration().titan()) {
      ProductSearch search = new ProductSearch(titan);
      List<Embedding> index = search.index(List.of("red shoe", "blue jacket"));
      System.out.println(index.size() + " vectors of " + index.get(0).length());
    }
  }
}

// Output:
// 2 vectors of 384
