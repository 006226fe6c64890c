//! Documents of any size, always the same for one size, with what the real ones hold: references, enumerations,
//! bodies, aliases, error tables, limits and examples.

use std::fmt::Write;

/// The operations on one resource.
const PER_RESOURCE: usize = 5;

/// One document of about this many operations, as YAML.
pub(crate) fn document(operations: usize) -> String {
    let resources = operations.div_ceil(PER_RESOURCE);
    let mut text = HEAD.to_owned();
    // Writing to a string cannot fail.
    for index in 0..resources {
        let _ = write!(text, "  - name: area-{index}\n    description: Area {index}\n");
    }
    text.push_str("paths:\n");
    for index in 0..resources {
        text.push_str(&PATHS.replace("@N", &index.to_string()));
    }
    text.push_str(COMPONENTS);
    for index in 0..resources {
        text.push_str(&SCHEMAS.replace("@N", &index.to_string()));
    }
    text
}

const HEAD: &str = "\
openapi: 3.0.0
info:
  title: Synthetic
  version: 1.0.0
  description: A document that a program wrote.
servers:
  - url: https://example.com/api/v3
tags:
";

/// One resource: two plain operations, two that share one endpoint by an alias path, and one that deletes.
const PATHS: &str = "  /area@N/items:
    get:
      summary: List items of area @N
      operationId: listItems@N
      description: |
        Lists the items of area @N. The query parameters narrow the list.

        Threshold limit: 30 requests per min per user

        Lock period: 10 minutes
      parameters:
        - name: order
          in: query
          required: false
          schema:
            title: Item@NOrder
            type: string
            enum: [newest@N, oldest, by_name]
          description: |
            How the list is sorted:

            - `newest@N`: the newest first.
            - `oldest`: the oldest first.
        - name: limit
          in: query
          required: false
          schema:
            type: integer
            format: int64
            maximum: 100
          description: How many items to return, at most 100.
        - name: next_token
          in: query
          required: false
          schema:
            type: string
            format: page-token
          description: Where the next page begins.
      responses:
        '200':
          description: The items.
          content:
            application/json:
              schema:
                type: object
                required: [data]
                properties:
                  next_token:
                    type: string
                    format: page-token
                    description: Where the next page begins.
                  data:
                    type: array
                    description: The items.
                    items:
                      $ref: '#/components/schemas/item-@N'
        '400':
          $ref: '#/components/responses/BadRequest'
        '401':
          $ref: '#/components/responses/Unauthorized'
      security:
        - OAuth:
            - Example.Items.READ
      tags: [area-@N]
    post:
      summary: Make an item in area @N
      operationId: createItem@N
      description: |
        Makes an item, with labels if there are any.

        Threshold limit: 20 requests per min per user

        Lock period: 5 minutes

        | Error Code | Description |
        |---|---|
        | invalid_parameters | A value is not acceptable. |
        | item_@N_exists | There is such an item in area @N already. |
      requestBody:
        required: true
        content:
          application/json:
            examples:
              plain:
                summary: An item
                value:
                  title: Release
                  state: open
                  labels: [first, second]
            schema:
              $ref: '#/components/schemas/new-item-@N'
      responses:
        '200':
          description: The item.
          content:
            application/json:
              examples:
                made:
                  summary: It was made
                  value:
                    id: '1773813859592'
                    title: Release
                    state: open
              schema:
                $ref: '#/components/schemas/item-@N'
        '400':
          $ref: '#/components/responses/BadRequest'
        '401':
          $ref: '#/components/responses/Unauthorized'
      security:
        - OAuth:
            - Example.Items.CREATE
      tags: [area-@N]
  /area@N/items/{ITEM_ID}:
    put:
      summary: Rename an item of area @N
      operationId: renameItem@N
      description: |
        Sets the title of an item.

        Threshold limit: 60 requests per min per user

        Lock period: 5 minutes

        | Error Code | Description |
        |---|---|
        | invalid_parameters | A value is not acceptable. |
        | item_@N_not_found | There is no such item. |
      parameters:
        - $ref: '#/components/parameters/ItemId'
      requestBody:
        required: true
        content:
          application/json:
            schema:
              title: Rename@N
              type: object
              required: [operation, title]
              properties:
                operation:
                  type: string
                  enum: [rename_item@N]
                  description: What to do.
                title:
                  type: string
                  maxLength: 100
                  description: The title.
      responses:
        '204':
          description: The item has the title.
        '400':
          $ref: '#/components/responses/BadRequest'
        '401':
          $ref: '#/components/responses/Unauthorized'
      security:
        - OAuth:
            - Example.Items.UPDATE
      tags: [area-@N]
    delete:
      summary: Delete an item of area @N
      operationId: deleteItem@N
      description: |
        Deletes an item for good.

        Threshold limit: 10 requests per min per user

        Lock period: 5 minutes
      parameters:
        - $ref: '#/components/parameters/ItemId'
      responses:
        '204':
          description: The item is gone.
        '401':
          $ref: '#/components/responses/Unauthorized'
      security:
        - OAuth:
            - Example.Items.DELETE
      tags: [area-@N]
  /area@N/items/{ITEM_ID1}:
    put:
      summary: Close an item of area @N
      operationId: closeItem@N
      x-display-path: /area@N/items/{ITEM_ID}
      x-virtual-endpoint: true
      description: |
        Closes an item. ITEM_ID1 stands for the item.

        Threshold limit: 40 requests per min per user

        Lock period: 5 minutes
      parameters:
        - name: ITEM_ID1
          in: path
          required: true
          schema:
            type: string
            format: item-id
          description: ID of the item.
      requestBody:
        required: true
        content:
          application/json:
            schema:
              title: Close@N
              type: object
              required: [operation]
              properties:
                operation:
                  type: string
                  enum: [close_item@N]
                  description: What to do.
                reason:
                  $ref: '#/components/schemas/reason'
      responses:
        '200':
          description: The item.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/item-@N'
        '401':
          $ref: '#/components/responses/Unauthorized'
      security:
        - OAuth:
            - Example.Items.UPDATE
      tags: [area-@N]
";

/// What all resources share.
const COMPONENTS: &str = "\
components:
  securitySchemes:
    OAuth:
      type: oauth2
      flows:
        implicit:
          authorizationUrl: https://example.com/oauth
          scopes:
            Example.Items.CREATE: Make items
            Example.Items.READ: Read items
            Example.Items.UPDATE: Change items
            Example.Items.DELETE: Delete items
  parameters:
    ItemId:
      name: ITEM_ID
      in: path
      required: true
      schema:
        type: string
        format: item-id
      description: ID of the item.
  responses:
    BadRequest:
      description: A value is not acceptable.
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/error'
    Unauthorized:
      description: There is no valid token.
      content:
        application/json:
          schema:
            $ref: '#/components/schemas/error'
  schemas:
    error:
      type: object
      properties:
        code:
          type: string
          description: What went wrong.
        message:
          type: string
          description: The same for people.
    reason:
      type: string
      description: Why an item is closed.
      enum: [done, obsolete, duplicate]
    person:
      type: object
      description: Somebody.
      required: [id]
      properties:
        id:
          type: string
          format: user-id
          description: ID of the user.
        name:
          type: string
          description: The full name.
";

/// What one resource has of its own.
const SCHEMAS: &str = "    item-@N:
      type: object
      description: An item of area @N.
      required: [id, title]
      properties:
        id:
          type: string
          format: item-id
          description: ID of the item.
        title:
          type: string
          description: What people call it.
        state:
          $ref: '#/components/schemas/state-@N'
        owner:
          $ref: '#/components/schemas/person'
        created_time:
          type: integer
          format: int64
          description: When it was made, in epoch milliseconds.
        parent:
          $ref: '#/components/schemas/item-@N'
    new-item-@N:
      type: object
      description: An item to make in area @N.
      required: [title]
      properties:
        title:
          type: string
          minLength: 1
          maxLength: 100
          description: What people call it.
        state:
          $ref: '#/components/schemas/state-@N'
        labels:
          type: array
          maxItems: 10
          description: At most 10 words.
          items:
            type: string
    state-@N:
      type: string
      description: How far an item of area @N is.
      enum: [open, in_progress, closed, archived@N]
";
