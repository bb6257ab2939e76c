import { ForGateway } from '@offplan/kernel/graphql/directives';
import { Field, InputType, Int, ObjectType } from 'type-graphql';

@ForGateway()
@InputType({ description: 'Places for requests of one caller (GW-37).' })
export class TakeRequestPlacesInput {
  @Field(() => String, { description: 'What for: each has places of its own.' })
  kind!: string;

  @Field(() => String, { description: 'Who: a network or a person.' })
  key!: string;

  @Field(() => Int, { description: 'How many to take.' })
  places!: number;

  @Field(() => Int, { description: 'How many there are within a window.' })
  limit!: number;

  @Field(() => Int, { description: 'How long a window lasts.' })
  seconds!: number;
}

@ForGateway()
@ObjectType({ description: 'What a caller got.' })
export class RequestPlaces {
  @Field(() => Int, { description: 'Places that the gateway may use up until the window ends; 0: the caller waits.' })
  granted!: number;

  @Field(() => Int, { description: 'Places that are left to take.' })
  remaining!: number;

  @Field(() => Int, { description: 'Seconds until the window ends.' })
  resetSeconds!: number;
}
