package io.github.titanembeddings.support;

import java.util.Comparator;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import org.junit.jupiter.api.Order;

/**
 * Starts the classes that wait longest first, lest one of them ends alone; all others at random.
 */
public final class SlowestFirst implements ClassOrderer {
  private final ClassOrderer random = new ClassOrderer.Random();

  @Override
  public void orderClasses(ClassOrdererContext context) {
    random.orderClasses(context);
    context
        .getClassDescriptors()
        .sort(
            Comparator.comparingInt(
                type -> type.findAnnotation(Order.class).map(Order::value).orElse(Order.DEFAULT)));
  }
}
