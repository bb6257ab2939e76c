// type-graphql asks for this wherever a type is declared; every type imports this file.
import 'reflect-metadata';
import { Directive } from 'type-graphql';

type Decorator = ClassDecorator & PropertyDecorator & MethodDecorator;

/** An entity that other subgraphs may refer to by its id. */
export const Key = (): ClassDecorator => Directive('@key(fields: "id")') as ClassDecorator;

/** A value type that several subgraphs define alike (SCH-13). */
export const Shareable = (): ClassDecorator => Directive('@shareable') as ClassDecorator;

/** The contract that an element belongs to (SCH-12); untagged is internal. */
export const Tagged = (contract: 'public' | 'integrator'): Decorator =>
  Directive(`@tag(name: "${contract}")`) as Decorator;

/** An element for the gateway alone: composed away from every variant of the schema. */
export const ForGateway = (): Decorator => Directive('@inaccessible') as Decorator;
